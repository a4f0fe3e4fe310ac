import type { LiveDocument } from '#lib/client/collab.ts';

/**
 * Somebody who types words that are nobody else's, one at a time, at random places between the words
 * that are there, and who notes which of them the page has called stored.
 */
export class Typist {
  readonly typed: string[] = [];
  private readonly name: string;
  private readonly document: LiveDocument;
  private readonly random: () => number;
  private storedWords = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, document: LiveDocument, random: () => number) {
    this.name = name;
    this.document = document;
    this.random = random;
    document.subscribe(() => this.note());
  }

  /** The words that are safe, by what the page said at some moment. */
  get calledStored(): readonly string[] {
    return this.typed.slice(0, this.storedWords);
  }

  get text(): string {
    return this.document.text.toString();
  }

  get state(): string {
    return this.document.saveState();
  }

  start(pauseMs: number): void {
    this.timer = setTimeout(
      () => {
        this.type();
        this.start(pauseMs);
      },
      pauseMs * (0.5 + this.random()),
    );
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  type(): void {
    const word = `${this.name}${this.typed.length};`;
    const { text } = this.document;
    const wanted = Math.floor(this.random() * (text.length + 1));
    const end = text.toString().indexOf(';', wanted);
    text.insert(end === -1 ? text.length : end + 1, word);
    this.typed.push(word);
    this.note();
  }

  private note(): void {
    if (this.document.saveState() === 'stored') this.storedWords = this.typed.length;
  }
}

/** The words of a text, as often as they are there. */
export const wordsOf = (text: string): string[] => text.split(/(?<=;)/).filter(Boolean);
