import type { Connection, Document } from '@hocuspocus/server';
import type { Pool } from 'pg';
import * as Y from 'yjs';
import type { CollabNotice, SaveQuestion } from '#lib/contracts/notice.ts';
import { appendUpdates, compactDocument, loadDocument, type StoredDocument } from '#lib/db/control/documents.ts';
import { stripCarriageReturns, textIn } from './document.ts';
import { UpdateLog } from './update-log.ts';

/** Rows in the log after which it is folded into the document's state. */
const COMPACT_AFTER = 200;
const CARRIAGE_RETURN = 13;
/** Ours, not a person's: nobody's undo takes it back. */
const SERVER = { source: 'local' as const, skipStoreHooks: true };
const LOADING = { source: 'local' as const, skipStoreHooks: true, context: { loading: true } };

/** One open document: what is in memory, and its way into the control database. */
export class LiveDocument {
  readonly documentId: string;
  readonly epoch: number;
  readonly branchId: string;
  readonly log: UpdateLog;
  private readonly pool: Pool;
  private readonly document: Document;
  private readonly onStored: () => void;
  private seq: bigint;
  private rows: number;
  private compacting: Promise<void> = Promise.resolve();

  private constructor(
    pool: Pool,
    document: Document,
    place: DocumentPlace,
    kept: StoredDocument,
    onStored: () => void,
  ) {
    const { documentId, epoch, branchId } = place;
    this.pool = pool;
    this.document = document;
    this.onStored = onStored;
    this.documentId = documentId;
    this.epoch = epoch;
    this.branchId = branchId;
    this.seq = kept.seq;
    this.rows = kept.updates.length;
    this.log = new UpdateLog({
      append: (batch) => {
        this.rows += batch.length;
        return appendUpdates(pool, documentId, epoch, batch);
      },
      stored: (stored) => this.stored(stored),
      gone: () => this.disconnect(),
    });
  }

  /**
   * Fills a document from the control database and begins to store what comes.
   * @param onStored called when something that was typed is in the control database
   * @throws where there is no such document: a load that fails never opens a blank
   */
  static async open(
    pool: Pool,
    document: Document,
    place: DocumentPlace,
    onStored: () => void = () => {},
  ): Promise<LiveDocument> {
    const kept = await loadUntilDone(pool, place);
    if (kept === undefined) throw new Error(`There is no document ${place.documentId} of epoch ${place.epoch}.`);
    Y.transact(
      document,
      () => {
        for (const update of [kept.state, ...kept.updates]) Y.applyUpdate(document, update, LOADING);
      },
      LOADING,
    );
    const live = new LiveDocument(pool, document, place, kept, onStored);
    document.on('update', (update: Uint8Array, origin: unknown) => live.changed(update, origin));
    return live;
  }

  /** Tells a browser where its edits are, as soon as it is true. Edits of a reader are not taken. */
  async answer({ at, client, clock }: SaveQuestion, connection: Connection): Promise<void> {
    const tell = (type: 'received' | 'stored' | 'refused'): void => {
      const notice: CollabNotice = { type, at };
      connection.sendStateless(JSON.stringify(notice));
    };
    if (connection.readOnly && at > 0) return tell('refused');
    if (Y.getState(this.document.store, client) < clock) return;
    if (this.log.pending) tell('received');
    if (await this.log.flushed()) tell('stored');
  }

  get text(): Y.Text {
    return textIn(this.document);
  }

  /** Folds the log into the state. One at a time; a failure leaves the log as it is. */
  compact(): Promise<void> {
    this.compacting = this.compacting
      .then(() => this.fold())
      .catch((error) => console.error('A document was not compacted.', error));
    return this.compacting;
  }

  private async fold(): Promise<void> {
    if (this.rows === 0) return;
    const { rows } = this;
    await compactDocument(this.pool, { ...this, seq: this.seq }, (logged) => {
      // A process that was killed may have stored a row after this one had read: it is taken in, not thrown away.
      for (const update of logged) Y.applyUpdate(this.document, update, LOADING);
      return { state: Y.encodeStateAsUpdate(this.document), text: this.text.toString() };
    });
    this.rows -= rows;
  }

  private changed(update: Uint8Array, origin: unknown): void {
    this.log.push(update, personOf(origin));
    // Most keystrokes have no such byte: the whole text is read only where one has.
    if (origin !== SERVER && update.includes(CARRIAGE_RETURN)) stripCarriageReturns(this.text, SERVER);
  }

  private stored(seq: bigint): void {
    this.seq = seq;
    this.onStored();
    if (this.rows >= COMPACT_AFTER) void this.compact();
  }

  private disconnect(): void {
    for (const connection of this.document.getConnections()) connection.close({ code: 4404, reason: 'document.gone' });
  }
}

/** Who made an update: a connection's person, or the one in whose name the server edits. */
function personOf(origin: unknown): string | null {
  const of = origin as { connection?: { context?: Context }; context?: Context } | null;
  return of?.connection?.context?.personId ?? of?.context?.personId ?? null;
}

interface Context {
  readonly personId?: string;
}

/** Which document this is, and the branch that it belongs to. */
interface DocumentPlace {
  readonly documentId: string;
  readonly epoch: number;
  readonly branchId: string;
}

const LOAD_RETRY_MS = [100, 250, 500, 1000, 2000];

/** A control database that is away is waited for: its browsers would take a failure for a refusal. */
async function loadUntilDone(pool: Pool, { documentId, epoch }: DocumentPlace): Promise<StoredDocument | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await loadDocument(pool, documentId, epoch);
    } catch (error) {
      if (attempt === 0) console.error('A document could not be read; trying again.', error);
      await new Promise((resolve) => setTimeout(resolve, LOAD_RETRY_MS[Math.min(attempt, LOAD_RETRY_MS.length - 1)]));
    }
  }
}
