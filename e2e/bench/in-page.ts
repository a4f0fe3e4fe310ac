/**
 * What a page notes about itself. All times are milliseconds of the machine's one clock, so that two
 * pages' can be compared.
 */
export interface PageNotes {
  /** When each key went down. */
  readonly keys: number[];
  /** When the first, second, third … `letter` of the text was painted. */
  readonly letters: number[];
  /** When each word in «» was painted. */
  readonly words: Record<string, number>;
  /** When the first file of the tree and some text of an open file stood on the screen, after the page was asked for. */
  shown?: number;
}

/** What is typed by keys: no other text of the file has it. */
export const letter = 'q';

declare global {
  interface Window {
    bench: PageNotes;
  }
}

/** Runs in the page, before its own scripts. */
export function takeNotes(typed: string): void {
  const notes: PageNotes = { keys: [], letters: [], words: {} };
  window.bench = notes;
  const now = (): number => performance.timeOrigin + performance.now();
  // A message that is posted while a frame is made is heard once the frame is handed to the screen.
  const afterPaint = (work: () => void): void => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      work();
    };
    port2.postMessage(null);
  };
  const open = '[role="tabpanel"] pre, [role="tabpanel"] .view-lines';
  const look = (): void => {
    if (
      notes.shown === undefined &&
      document.querySelector('[role="treeitem"]') &&
      document.querySelector(open)?.textContent
    )
      afterPaint(() => {
        notes.shown ??= performance.now();
      });
    const text = document.querySelector('.view-lines')?.textContent ?? '';
    const count = text.split(typed).length - 1;
    const words = text.match(/«[\w.]+»/g)?.filter((word) => !(word in notes.words)) ?? [];
    if (count <= notes.letters.length && words.length === 0) return;
    afterPaint(() => {
      while (notes.letters.length < count) notes.letters.push(now());
      for (const word of words) notes.words[word] ??= now();
    });
  };
  document.addEventListener('keydown', ({ timeStamp }) => notes.keys.push(performance.timeOrigin + timeStamp), true);
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}
