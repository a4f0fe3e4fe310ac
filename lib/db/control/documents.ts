import type { Pool } from 'pg';
import type { Role } from '#lib/contracts/api.ts';

/** A live document as the control database has it. */
export interface StoredDocument {
  readonly state: Uint8Array;
  readonly updates: readonly Uint8Array[];
  /** The last update read, 0 where there is none. */
  readonly seq: bigint;
}

export interface UpdateRow {
  readonly update: Uint8Array;
  readonly personId: string | null;
}

/** Reads a document of an epoch; undefined where there is none (deleted, or of another epoch). */
export async function loadDocument(pool: Pool, documentId: string, epoch: number): Promise<StoredDocument | undefined> {
  // One statement, one snapshot: a compaction between two reads would lose what it took away.
  const { rows } = await pool.query<{ state: Buffer; updates: Buffer[] | null; seq: string | null }>(
    `select d.state,
            (select array_agg(u.update order by u.seq) from document_update u where u.document_id = d.id and u.epoch = d.epoch) as updates,
            (select max(u.seq) from document_update u where u.document_id = d.id and u.epoch = d.epoch) as seq
     from document d
     where d.id = $1 and d.epoch = $2 and d.deleted_at is null`,
    [documentId, epoch],
  );
  const row = rows[0];
  return row && { state: row.state, updates: row.updates ?? [], seq: BigInt(row.seq ?? 0) };
}

/**
 * Appends to a document's log, in order, in one statement.
 * @returns the last sequence number; undefined where the document is gone or of another epoch
 */
export async function appendUpdates(
  pool: Pool,
  documentId: string,
  epoch: number,
  rows: readonly UpdateRow[],
): Promise<bigint | undefined> {
  const { rows: appended } = await pool.query<{ seq: string | null }>(
    `with alive as (
       update document set updated_at = now() where id = $1 and epoch = $2 and deleted_at is null returning id
     ), appended as (
       insert into document_update (document_id, epoch, update, person_id)
       select alive.id, $2, u.update, u.person_id
       from alive, unnest($3::bytea[], $4::text[]) with ordinality as u(update, person_id, n)
       order by u.n
       returning seq
     )
     select max(seq) as seq from appended`,
    [documentId, epoch, rows.map(({ update }) => Buffer.from(update)), rows.map(({ personId }) => personId)],
  );
  const seq = appended[0]?.seq ?? null;
  return seq === null ? undefined : BigInt(seq);
}

/**
 * Puts a document's state in place of its log up to `seq`. What came later stays in the log; a
 * state that has it already loses nothing by having it again.
 * @param fold is given every row that goes, so that none goes that the state does not have
 */
export async function compactDocument(
  pool: Pool,
  { documentId, epoch, seq }: { documentId: string; epoch: number; seq: bigint },
  fold: (logged: readonly Uint8Array[]) => { state: Uint8Array; text: string },
): Promise<void> {
  const client = await pool.connect();
  // A connection that breaks fails its query; unheard, the event would end the process as well.
  const broken = (): void => {};
  client.on('error', broken);
  try {
    await client.query('begin');
    const alive = await client.query(
      'select from document where id = $1 and epoch = $2 and deleted_at is null for update',
      [documentId, epoch],
    );
    if (alive.rowCount === 1) {
      const gone = await client.query<{ update: Buffer }>(
        'delete from document_update where document_id = $1 and epoch = $2 and seq <= $3 returning update',
        [documentId, epoch, seq.toString()],
      );
      const { state, text } = fold(gone.rows.map(({ update }) => update));
      await client.query('update document set state = $2, text = $3, bytes = octet_length($3) where id = $1', [
        documentId,
        Buffer.from(state),
        text,
      ]);
    }
    await client.query('commit');
    client.off('error', broken);
    client.release();
  } catch (error) {
    // A connection in an unknown state is not used again: closing it rolls back.
    client.release(true);
    throw error;
  }
}

/** A person at a socket. */
interface Seat {
  readonly personId: string;
  readonly projectId: string;
  readonly sessionId: string;
}

/** What those at sockets may do in their projects now, by session and project; absent is nothing. */
export async function rolesOf(pool: Pool, seats: readonly Seat[]): Promise<ReadonlyMap<string, Role>> {
  const { rows } = await pool.query<{ key: string; role: Role }>(
    `select s.id || ' ' || m.project_id as key, m.role
     from unnest($1::text[], $2::text[], $3::text[]) as seat(person_id, project_id, session_id)
     join session s on s.id = seat.session_id and s.person_id = seat.person_id and s.expires_at > now()
     join person p on p.id = s.person_id and p.disabled_at is null
     join membership m on m.person_id = seat.person_id and m.project_id = seat.project_id`,
    [
      seats.map(({ personId }) => personId),
      seats.map(({ projectId }) => projectId),
      seats.map(({ sessionId }) => sessionId),
    ],
  );
  return new Map(rows.map(({ key, role }) => [key, role]));
}
