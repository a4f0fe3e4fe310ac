import type { CursorPlace } from '#components/editor/code-view.tsx';

const SAY_MS = 30;

/**
 * Where the cursor is, as a store: it moves with every letter, and only who shows it is drawn again.
 * As state of the workbench it drew the whole screen, sooner than the letter itself; where it stands can be said
 * once the letter is painted, what is selected is said at once.
 */
export class Cursor {
  private place: CursorPlace = { line: 1, column: 1, selection: '' };
  private readonly listeners = new Set<() => void>();

  readonly get = (): CursorPlace => this.place;
  readonly selection = (): string => this.place.selection;

  private saying: ReturnType<typeof setTimeout> | undefined;

  readonly set = (place: CursorPlace): void => {
    const isMove = place.selection === this.place.selection;
    this.place = place;
    if (isMove) this.saying ??= setTimeout(this.say, SAY_MS);
    else this.say();
  };

  private readonly say = (): void => {
    clearTimeout(this.saying);
    this.saying = undefined;
    for (const listener of this.listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
