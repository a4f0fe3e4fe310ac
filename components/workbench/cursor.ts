import type { CursorPlace } from '#components/editor/code-view.tsx';
import { Listeners } from '#components/shell/listeners.ts';

/**
 * Where the cursor is, as a store: it moves with every letter, and only who shows it is drawn again.
 * As state of the workbench it drew the whole screen, sooner than the letter itself; where it stands can be said
 * once the letter is painted, what is selected is said at once.
 */
export class Cursor {
  private place: CursorPlace = { line: 1, column: 1, selection: '' };
  private readonly listeners = new Listeners();

  readonly subscribe = this.listeners.subscribe;
  readonly get = (): CursorPlace => this.place;
  readonly selection = (): string => this.place.selection;

  readonly set = (place: CursorPlace): void => {
    const isMove = place.selection === this.place.selection;
    this.place = place;
    if (isMove) this.listeners.tellSoon();
    else this.listeners.tell();
  };
}
