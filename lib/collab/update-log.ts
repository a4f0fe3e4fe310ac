import * as Y from 'yjs';
import type { UpdateRow } from '#lib/db/control/documents.ts';

export interface LogPort {
  /** Appends rows; undefined where the document is gone. Rejects when the database can't be reached. */
  append(rows: readonly UpdateRow[]): Promise<bigint | undefined>;
  /** Everything pushed so far is in the database, up to `seq`. */
  stored(seq: bigint): void;
  /** The document is gone: nothing more can be stored. */
  gone(): void;
}

const RETRY_MS = [100, 250, 500, 1000, 2000, 5000];

/**
 * The append-only log of one document in memory: one writer, in order. While a write is under
 * way, new updates gather and go together. A database that is away is waited for: nothing is
 * dropped, and nobody is told "stored" before it is.
 */
export class UpdateLog {
  private waiting: UpdateRow[] = [];
  private writing: Promise<void> | undefined;
  private closed = false;
  private readonly port: LogPort;

  constructor(port: LogPort) {
    this.port = port;
  }

  push(update: Uint8Array, personId: string | null): void {
    if (this.closed) return;
    this.waiting.push({ update, personId });
    this.writing ??= this.write();
  }

  get pending(): boolean {
    return this.writing !== undefined;
  }

  /** Resolves when all that was pushed before is stored, or the document is gone. */
  async flushed(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
  }

  private async write(): Promise<void> {
    // A burst of keystrokes in one turn becomes one row.
    await Promise.resolve();
    let last: bigint | undefined;
    while (this.waiting.length > 0 && !this.closed) {
      const batch = merged(this.waiting);
      this.waiting = [];
      last = await this.appendUntilDone(batch);
    }
    this.writing = undefined;
    if (last !== undefined) this.port.stored(last);
  }

  private async appendUntilDone(batch: readonly UpdateRow[]): Promise<bigint | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const seq = await this.port.append(batch);
        if (seq === undefined) this.end();
        return seq;
      } catch (error) {
        if (attempt === 0) console.error('A document could not be stored; trying again.', error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]));
      }
    }
  }

  private end(): void {
    this.closed = true;
    this.waiting = [];
    this.port.gone();
  }
}

/** Neighbours of one person become one update; the order of people stays. */
function merged(rows: readonly UpdateRow[]): UpdateRow[] {
  const groups: { personId: string | null; updates: Uint8Array[] }[] = [];
  for (const { update, personId } of rows) {
    const group = groups.at(-1);
    if (group?.personId === personId) group.updates.push(update);
    else groups.push({ personId, updates: [update] });
  }
  return groups.map(({ personId, updates }) => ({
    personId,
    update: updates.length === 1 && updates[0] ? updates[0] : Y.mergeUpdates(updates),
  }));
}
