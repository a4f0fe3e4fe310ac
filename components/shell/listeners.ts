/** Longer than a letter takes from its key to the screen, shorter than anyone sees. */
const SOON_MS = 30;

/** Who hears that something changed, as React's external stores need it. */
export class Listeners {
  private readonly all = new Set<() => void>();
  private waiting: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.all.add(listener);
    return () => this.all.delete(listener);
  };

  readonly tell = (): void => {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    for (const listener of this.all) listener();
  };

  /**
   * Tells once, after what may follow in the same moment. For what changes with every letter: React draws what an
   * external store says at once, and so before the letter itself.
   */
  readonly tellSoon = (): void => {
    this.waiting ??= setTimeout(this.tell, SOON_MS);
  };
}
