import type { ControlTransaction } from './client.ts';

/** What the audit log knows how to tell. */
export type AuditAction =
  | 'person.created'
  | 'session.signed_in'
  | 'session.refused'
  | 'session.signed_out'
  | 'session.revoked'
  | 'person.changed'
  | 'invitation.created'
  | 'invitation.revoked'
  | 'member.joined'
  | 'member.role_changed'
  | 'member.removed'
  | 'reset.created'
  | 'reset.used'
  | 'reader.created'
  | 'reader.dropped'
  | 'project.created'
  | 'project.imported'
  | 'project.exported'
  | 'project.deleted'
  | 'access.refused'
  | 'file.created'
  | 'file.renamed'
  | 'file.deleted'
  | 'file.restored'
  | 'version.stored'
  | 'run.started'
  | 'run.cancelled'
  | 'data.egress';

export interface AuditRecord {
  readonly action: AuditAction;
  readonly personId?: string;
  readonly projectId?: string;
  /** What it was done to; never a secret. */
  readonly subject?: Readonly<Record<string, string | number | boolean | null>>;
  /** Where the request came from. */
  readonly address?: string;
}

/**
 * Adds a row to the audit log, chained to the one before by the database. When it can't be
 * written, what it tells of doesn't happen: call it inside the same transaction, or before.
 */
export async function audit(database: ControlTransaction, record: AuditRecord): Promise<void> {
  const { action, personId, projectId, subject = {}, address = '' } = record;
  await database.$executeRaw`
    INSERT INTO audit_entry (person_id, project_id, action, subject, address)
    VALUES (${personId ?? null}, ${projectId ?? null}, ${action}, ${JSON.stringify(subject)}::jsonb, ${address})`;
}

/** Sequence numbers of rows whose hash or predecessor is not what it was: an empty list is an intact log. */
export async function brokenAuditEntries(database: ControlTransaction): Promise<bigint[]> {
  const rows = await database.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM (
      SELECT seq, hash, previous, audit_hash(e) AS again, coalesce(lag(hash) OVER (ORDER BY seq), '') AS before,
             row_number() OVER (ORDER BY seq) AS place
        FROM audit_entry e) AS chain
     WHERE hash <> again OR previous <> before OR seq <> place
     ORDER BY seq`;
  return rows.map(({ seq }) => seq);
}

/** The texts that the hashes of rows are of, by sequence number. */
export async function auditTexts(database: ControlTransaction, seqs: readonly number[]): Promise<Map<number, string>> {
  const rows = await database.$queryRaw<{ seq: bigint; text: string }[]>`
    SELECT seq, audit_text(e) AS text FROM audit_entry e WHERE seq = ANY (${seqs}::bigint[])`;
  return new Map(rows.map(({ seq, text }) => [Number(seq), text]));
}
