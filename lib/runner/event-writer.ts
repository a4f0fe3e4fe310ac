import type { RunEvent } from '#lib/contracts/run.ts';

/** Long enough to gather a burst of log lines, short enough to be called live. */
const flushMs = 80;
const batchSize = 500;

/**
 * Writes events in order and in batches, one write at a time. `emit` never waits, so that a
 * slow control database does not hold back the data database.
 */
export class EventWriter {
  readonly #append: (events: readonly RunEvent[]) => Promise<boolean>;
  readonly #onVoid: () => void;
  #waiting: RunEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isVoid = false;

  /**
   * @param append writes a batch; false means that the claim is void: nothing more is written.
   * @param onVoid is called once then.
   */
  constructor(append: (events: readonly RunEvent[]) => Promise<boolean>, onVoid: () => void) {
    this.#append = append;
    this.#onVoid = onVoid;
  }

  emit(event: RunEvent): void {
    if (this.#isVoid) return;
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** Waits until everything is written. Rejects when the control database refused it for good. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    this.#writing = this.#writing.then(() => this.#write(batch));
    // close() hears of a failure; without this line an earlier one would end the process.
    this.#writing.catch(() => {});
  }

  async #write(batch: readonly RunEvent[]): Promise<void> {
    for (let at = 0; at < batch.length && !this.#isVoid; at += batchSize) {
      if (await withRetries(() => this.#append(batch.slice(at, at + batchSize)))) continue;
      this.#isVoid = true;
      this.#onVoid();
    }
  }
}

/** The control database may restart under a run: what was emitted meanwhile is kept and written afterwards. */
async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === retries) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 250));
    }
  }
}

/** 250 + 500 + … ms: 11 s in all, inside a lease. */
const retries = 10;
