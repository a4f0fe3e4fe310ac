import type { Document } from '@hocuspocus/server';
import type { Pool } from 'pg';
import * as Y from 'yjs';
import type { CollabNotice } from '#lib/contracts/notice.ts';
import { appendUpdates, compactDocument, loadDocument } from '#lib/db/control/documents.ts';
import { stripCarriageReturns, textIn } from './document.ts';
import { UpdateLog } from './update-log.ts';

/** Rows in the log after which it is folded into the document's state. */
const COMPACT_AFTER = 200;
/** Ours, not a person's: nobody's undo takes it back. */
const SERVER = { source: 'local' as const, skipStoreHooks: true };
const LOADING = { source: 'local' as const, skipStoreHooks: true, context: { loading: true } };

/** One open document: what is in memory, and its way into the control database. */
export class LiveDocument {
  readonly documentId: string;
  readonly epoch: number;
  readonly log: UpdateLog;
  private readonly pool: Pool;
  private readonly document: Document;
  private seq: bigint;
  private rows: number;
  private compacting: Promise<void> = Promise.resolve();

  private constructor(pool: Pool, document: Document, documentId: string, epoch: number, seq: bigint, rows: number) {
    this.pool = pool;
    this.document = document;
    this.documentId = documentId;
    this.epoch = epoch;
    this.seq = seq;
    this.rows = rows;
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
   * @throws where there is no such document: a load that fails never opens a blank
   */
  static async open(pool: Pool, document: Document, documentId: string, epoch: number): Promise<LiveDocument> {
    const kept = await loadDocument(pool, documentId, epoch);
    if (kept === undefined) throw new Error(`There is no document ${documentId} of epoch ${epoch}.`);
    Y.transact(
      document,
      () => {
        for (const update of [kept.state, ...kept.updates]) Y.applyUpdate(document, update, LOADING);
      },
      LOADING,
    );
    const live = new LiveDocument(pool, document, documentId, epoch, kept.seq, kept.updates.length);
    document.on('update', (update: Uint8Array, origin: unknown) => live.changed(update, origin));
    return live;
  }

  /** Tells every browser, or the one that asks, as soon as it is true. */
  tellWhenStored(): void {
    if (!this.log.pending) this.tell({ type: 'stored' });
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
    const { seq, rows } = this;
    const state = Y.encodeStateAsUpdate(this.document);
    await compactDocument(this.pool, {
      documentId: this.documentId,
      epoch: this.epoch,
      seq,
      state,
      text: this.text.toString(),
    });
    this.rows -= rows;
  }

  private changed(update: Uint8Array, origin: unknown): void {
    this.log.push(update, personOf(origin));
    if (origin !== SERVER && this.text.toString().includes('\r')) stripCarriageReturns(this.text, SERVER);
  }

  private stored(seq: bigint): void {
    this.seq = seq;
    this.tell({ type: 'stored' });
    if (this.rows >= COMPACT_AFTER) void this.compact();
  }

  private tell(notice: CollabNotice): void {
    this.document.broadcastStateless(JSON.stringify(notice));
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
