import * as Y from 'yjs';
import type { UpdateRow } from '#lib/db/control/documents.ts';

export interface LogPort {
  /** Appends rows; undefined where the document is gone. Rejects when the database can't be reached. */
  append(rows: readonly UpdateRow[]): Promise<bigint | undefined>;
  /** What was pushed is in the database, up to `seq`. */
  stored(seq: bigint): void;
  /** The document is gone: nothing more can be stored. */
  gone(): void;
}

interface Waiter {
  /** How many pushes have to be stored. */
  readonly upTo: number;
  readonly resolve: (stored: boolean) => void;
}

const RETRY_MS = [100, 250, 500, 1000, 2000, 5000];

/**
 * The append-only log of one document in memory: one writer, in order. While a write is under
 * way, new updates gather and go together. A database that is away is waited for: nothing is
 * dropped, and nobody is told "stored" before it is.
 */
export class UpdateLog {
  private waiting: UpdateRow[] = [];
  private waiters: Waiter[] = [];
  private pushed = 0;
  private kept = 0;
  private writing = false;
  private closed = false;
  private readonly port: LogPort;

  constructor(port: LogPort) {
    this.port = port;
  }

  push(update: Uint8Array, personId: string | null): void {
    if (this.closed) return;
    this.waiting.push({ update, personId });
    this.pushed += 1;
    if (!this.writing) void this.write();
  }

  get pending(): boolean {
    return this.kept < this.pushed;
  }

  /** Resolves when all that was pushed before is stored: true; or the document is gone: false. */
  flushed(): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    if (!this.pending) return Promise.resolve(true);
    return new Promise((resolve) => this.waiters.push({ upTo: this.pushed, resolve }));
  }

  private async write(): Promise<void> {
    this.writing = true;
    // A burst of keystrokes in one turn becomes one row.
    await Promise.resolve();
    while (this.waiting.length > 0 && !this.closed) {
      const { waiting } = this;
      this.waiting = [];
      const seq = await this.appendUntilDone(merged(waiting));
      if (seq === undefined) break;
      this.kept += waiting.length;
      this.settle((waiter) => waiter.upTo <= this.kept, true);
      this.port.stored(seq);
    }
    this.writing = false;
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
    this.settle(() => true, false);
    this.port.gone();
  }

  private settle(which: (waiter: Waiter) => boolean, stored: boolean): void {
    const settled = this.waiters.filter(which);
    this.waiters = this.waiters.filter((waiter) => !settled.includes(waiter));
    for (const { resolve } of settled) resolve(stored);
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
