import { Document } from '@hocuspocus/server';
import { Pool } from 'pg';
import * as Y from 'yjs';
import { seedDocument, textIn, textOf } from '#lib/collab/document.ts';
import { LiveDocument } from '#lib/collab/live-document.ts';
import { loadDocument } from '#lib/db/control/documents.ts';
import { wordsOf } from './typist.ts';

/** A page: its text, and what is on its way from and to it. */
interface Page {
  readonly name: string;
  readonly doc: Y.Doc;
  readonly erased: Set<string>;
  outbox: Uint8Array[];
  inbox: Uint8Array[];
  online: boolean;
  count: number;
}

/** What a process has: gone with it. */
interface Process {
  readonly pool: Pool;
  readonly document: Document;
  readonly live: LiveDocument;
}

export interface Verdict {
  /** Pages that say something else than the control database. */
  readonly differ: readonly string[];
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Words that were erased and are there again. */
  readonly returned: readonly string[];
  /** Words of an epoch that is over and had not stored them. */
  readonly foreign: readonly string[];
}

const atServer = Symbol('server');

/**
 * One document's life under a schedule: the real log, compaction and load against a real control
 * database; the network between pages and process is a queue that the schedule empties or breaks.
 */
export class Schedule implements AsyncDisposable {
  private readonly url: string;
  private readonly documentId: string;
  private epoch = 1;
  private process: Process;
  private pages: Page[] = [];
  private made = 0;
  /** Words that were said to be stored, or stood in the seed of this epoch. */
  private safe = new Set<string>();
  private erased = new Set<string>();
  private over = new Set<string>();
  private readonly pools: Pool[] = [];

  private constructor(url: string, documentId: string, pools: Pool[], process: Process) {
    this.url = url;
    this.documentId = documentId;
    this.pools = pools;
    this.process = this.heard(process);
    for (let n = 0; n < 3; n += 1) this.come();
  }

  static async begin(url: string, documentId: string): Promise<Schedule> {
    const pools: Pool[] = [];
    return new Schedule(url, documentId, pools, await openProcess(url, documentId, 1, pools));
  }

  async step(what: string, who: number, place: number): Promise<void> {
    const page = this.pages[who % this.pages.length];
    if (page === undefined) return this.come();
    switch (what) {
      case 'type':
        return this.type(page, place);
      case 'erase':
        return this.erase(page, place);
      case 'send':
        return this.send(page, place + 1);
      case 'hear':
        return this.hear(page, place + 1);
      case 'join':
        return this.join(page);
      case 'cut':
        return this.cut(page);
      case 'leave':
        return this.leave(page);
      case 'store':
        return this.store();
      case 'compact':
        return this.process.live.compact();
      case 'compact later':
        return void this.process.live.compact();
      case 'crash':
        return this.crash();
      case 'epoch':
        return this.nextEpoch();
      default:
        throw new Error(`there is no step ${what}`);
    }
  }

  /** Everybody comes back and hears everything. @returns what is wrong then */
  async end(): Promise<Verdict> {
    const held = new Set(this.pages.flatMap((page) => wordsOf(textIn(page.doc).toString())));
    const gone = new Set(this.pages.flatMap((page) => [...page.erased]));
    for (let round = 0; round < 2; round += 1) for (const page of this.pages) this.join(page);
    for (const page of this.pages) this.hear(page, Number.POSITIVE_INFINITY);
    await this.store();
    await this.crash();
    const words = wordsOf(await this.kept());
    const there = new Set(words);
    const kept = words.join('');
    const wanted = [...this.safe, ...held].filter((word) => !this.erased.has(word) && !gone.has(word));
    return {
      differ: this.pages.filter((page) => textIn(page.doc).toString() !== kept).map(({ name }) => name),
      lost: [...new Set(wanted)].filter((word) => !there.has(word)),
      doubled: words.filter((word, at) => words.indexOf(word) !== at),
      returned: words.filter((word) => gone.has(word)),
      foreign: words.filter((word) => this.over.has(word)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.live.log.flushed();
    await this.process.live.compact();
    for (const pool of this.pools) await pool.end();
  }

  private come(): void {
    this.made += 1;
    const doc = new Y.Doc();
    const erased = new Set<string>();
    const page: Page = { name: `p${this.made}.`, doc, erased, outbox: [], inbox: [], online: false, count: 0 };
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== atServer && page.online) page.outbox.push(update);
    });
    this.pages.push(page);
    this.join(page);
  }

  private type(page: Page, place: number): void {
    const text = textIn(page.doc);
    page.count += 1;
    text.insert(boundary(text.toString(), place), `${page.name}${page.count};`);
  }

  private erase(page: Page, place: number): void {
    const text = textIn(page.doc);
    const words = wordsOf(text.toString());
    const at = words.length === 0 ? 0 : place % words.length;
    const word = words[at];
    if (word === undefined) return;
    text.delete(words.slice(0, at).join('').length, word.length);
    page.erased.add(word);
    this.erased.add(word);
  }

  private send(page: Page, count: number): void {
    for (const update of page.outbox.splice(0, count)) Y.applyUpdate(this.process.document, update, page);
  }

  private hear(page: Page, count: number): void {
    for (const update of page.inbox.splice(0, count)) Y.applyUpdate(page.doc, update, atServer);
  }

  /** What is under way is dropped; then each side tells the other what it lacks. */
  private join(page: Page): void {
    this.cut(page);
    const { document } = this.process;
    const theirs = Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(document));
    Y.applyUpdate(document, theirs, page);
    Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(document, Y.encodeStateVector(page.doc)), atServer);
    page.online = true;
  }

  private cut(page: Page): void {
    page.online = false;
    page.outbox = [];
    page.inbox = [];
  }

  /** Closed for good: what only this page had is gone with it. */
  private leave(page: Page): void {
    this.pages = this.pages.filter((other) => other !== page);
    this.come();
  }

  /** The moment at which a page would be told that its words are stored. */
  private async store(): Promise<void> {
    const words = wordsOf(textIn(this.process.document).toString());
    if (await this.process.live.log.flushed()) for (const word of words) this.safe.add(word);
  }

  /** The process is gone with what it had in memory; a statement under way may still come through. */
  private async crash(): Promise<void> {
    silence(this.process);
    for (const page of this.pages) this.cut(page);
    this.process = await this.reopen();
  }

  /** The document begins anew from what is stored; pages of before may not join any more. */
  private async nextEpoch(): Promise<void> {
    silence(this.process);
    const { pool } = await this.reopen();
    const text = await this.kept();
    await pool.query('update document set epoch = epoch + 1, state = $2, text = $3 where id = $1', [
      this.documentId,
      Buffer.from(seedDocument(text)),
      text,
    ]);
    const seeded = new Set(wordsOf(text));
    const before = this.pages.flatMap((page) => wordsOf(textIn(page.doc).toString()));
    for (const word of before) if (!seeded.has(word)) this.over.add(word);
    this.safe = seeded;
    this.erased = new Set();
    this.epoch += 1;
    this.process = await this.reopen();
    this.pages = [];
    for (let n = 0; n < 3; n += 1) this.come();
  }

  private async reopen(): Promise<Process> {
    return this.heard(await openProcess(this.url, this.documentId, this.epoch, this.pools));
  }

  private heard(process: Process): Process {
    process.document.on('update', (update: Uint8Array, origin: unknown) => {
      for (const page of this.pages) if (page.online && page !== origin) page.inbox.push(update);
    });
    return process;
  }

  private async kept(): Promise<string> {
    const pool = this.pools.at(-1);
    const stored = pool && (await loadDocument(pool, this.documentId, this.epoch));
    if (!stored) throw new Error('the document is gone');
    return textOf(stored.state, stored.updates);
  }
}

async function openProcess(url: string, documentId: string, epoch: number, pools: Pool[]): Promise<Process> {
  const pool = new Pool({ connectionString: url, max: 2 });
  pool.on('error', () => {});
  pools.push(pool);
  const document = new Document(documentId);
  const live = await LiveDocument.open(pool, document, { documentId, epoch, branchId: '' });
  return { pool, document, live };
}

/** Nothing that the process would do from now on reaches the database. */
function silence({ pool }: Process): void {
  const never = () => new Promise(() => {});
  Object.assign(pool, { query: never, connect: never });
}

/** The end of a word, or the beginning: words are never torn. */
function boundary(text: string, place: number): number {
  const words = wordsOf(text);
  return words.slice(0, place % (words.length + 1)).join('').length;
}
