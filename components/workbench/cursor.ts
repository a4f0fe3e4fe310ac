import type { CursorPlace } from '#components/editor/code-view.tsx';

/**
 * Where the cursor is, as a store: it moves with every letter, and only who shows it is drawn again.
 * As state of the workbench it drew the whole screen, sooner than the letter itself.
 */
export class Cursor {
  private place: CursorPlace = { line: 1, column: 1, selection: '' };
  private readonly listeners = new Set<() => void>();

  readonly get = (): CursorPlace => this.place;
  readonly selection = (): string => this.place.selection;

  readonly set = (place: CursorPlace): void => {
    this.place = place;
    for (const listener of this.listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
