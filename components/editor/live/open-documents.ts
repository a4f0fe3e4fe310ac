import { Listeners } from '#components/shell/listeners.ts';
import type { LiveDocument, SaveState } from '#lib/client/collab.ts';

/** From the state that worries most to the one that worries least. */
const ORDER: readonly SaveState[] = ['refused', 'offline', 'here', 'server', 'loading', 'stored'];

/** Which documents are open on this page, and how far their text has come, as a store. */
export class OpenDocuments {
  private readonly uses = new Map<symbol, { readonly path: string; readonly document: LiveDocument }>();
  private readonly early = new Set<string>();
  private readonly listeners = new Listeners();

  /** Hears of a letter's way to the server once the letter is painted. */
  readonly subscribe = this.listeners.subscribe;

  /** Registers a use; the returned function ends it. */
  add(path: string, document: LiveDocument): () => void {
    const use = Symbol(path);
    this.uses.set(use, { path, document });
    const stop = document.subscribe(this.listeners.tellSoon);
    this.listeners.tell();
    return () => {
      stop();
      this.uses.delete(use);
      this.listeners.tell();
    };
  }

  readonly has = (path: string): boolean => [...this.uses.values()].some((use) => use.path === path);

  /** What the open documents say, where the server's text has come. */
  readonly texts = (): ReadonlyMap<string, string> =>
    new Map(
      [...this.uses.values()]
        .filter(({ document }) => document.provider.isSynced)
        .map(({ path, document }) => [path, document.text.toString()]),
    );

  /** Says whether a file holds what was typed before its document came: it is in this browser only. */
  readonly setEarly = (path: string, early: boolean): void => {
    if (this.early.has(path) === early) return;
    if (early) this.early.add(path);
    else this.early.delete(path);
    this.listeners.tellSoon();
  };

  readonly worst = (): SaveState => {
    const states = new Set([...this.uses.values()].map(({ document }) => document.saveState()));
    if (this.early.size > 0) states.add('here');
    return ORDER.find((state) => states.has(state)) ?? 'stored';
  };
}
