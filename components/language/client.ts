import { Listeners } from '#components/shell/listeners.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Target } from '#lib/contracts/project.ts';
import { applyPatch } from './patch.ts';
import type { CompiledFile, FileLineage, LanguageReply, LanguageRequest } from './protocol.ts';

/** The screen's end of the language worker: a store of the graph that React can subscribe to. */
export class LanguageClient {
  private worker: Worker | undefined;
  private graph: ProjectGraph | null = null;
  private readonly listeners = new Listeners();
  private readonly waiting = new Map<number, (file: CompiledFile) => void>();
  private readonly waitingLineage = new Map<number, (lineage: FileLineage) => void>();
  private requests = 0;
  /** Texts that changed and were not sent yet. */
  private readonly unread = new Map<string, () => string>();
  private reading: ReturnType<typeof setTimeout> | undefined;

  /** Starts the worker with the project's files. Called again, it starts anew. */
  open(files: readonly { readonly path: string; readonly text: string }[], target: Target): void {
    this.close();
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'language' });
    this.worker.addEventListener('message', ({ data }: MessageEvent<LanguageReply>) => this.receive(data));
    this.send({ type: 'open', files: files.map(({ path, text }) => [path, text]), target });
  }

  close(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.unread.clear();
    for (const answer of this.waiting.values()) answer({ problems: [] });
    this.waiting.clear();
    for (const answer of this.waitingLineage.values()) answer({ columns: [] });
    this.waitingLineage.clear();
  }

  setText(path: string, text: string): void {
    this.unread.delete(path);
    this.send({ type: 'text', path, text });
  }

  /** The same of a text that is being typed: it is read once the key has been dealt with, and before anything is asked. */
  textChanged(path: string, read: () => string): void {
    this.unread.set(path, read);
    this.reading ??= setTimeout(this.readTexts);
  }

  private readonly readTexts = (): void => {
    clearTimeout(this.reading);
    this.reading = undefined;
    for (const [path, read] of this.unread) this.setText(path, read());
  };

  removeFile(path: string): void {
    this.unread.delete(path);
    this.send({ type: 'remove', path });
  }

  /** The file as it compiles after every keystroke sent before. */
  compiled(path: string): Promise<CompiledFile> {
    if (this.worker === undefined) return Promise.resolve({ problems: [] });
    this.readTexts();
    const request = ++this.requests;
    return new Promise((resolve) => {
      this.waiting.set(request, resolve);
      this.send({ type: 'compiled', request, path });
    });
  }

  /** The columns of a file's node after every keystroke sent before. */
  lineage(path: string, catalog: readonly (readonly [string, readonly string[]])[]): Promise<FileLineage> {
    if (this.worker === undefined) return Promise.resolve({ columns: [] });
    this.readTexts();
    const request = ++this.requests;
    return new Promise((resolve) => {
      this.waitingLineage.set(request, resolve);
      this.send({ type: 'lineage', request, path, catalog });
    });
  }

  /** Null until the first compilation. The value is stable between changes. */
  readonly current = (): ProjectGraph | null => this.graph;
  readonly subscribe = this.listeners.subscribe;

  private send(request: LanguageRequest): void {
    this.worker?.postMessage(request);
  }

  private receive(reply: LanguageReply): void {
    if (reply.type === 'compiled') {
      this.waiting.get(reply.request)?.(reply.file);
      this.waiting.delete(reply.request);
      return;
    }
    if (reply.type === 'lineage') {
      this.waitingLineage.get(reply.request)?.(reply.lineage);
      this.waitingLineage.delete(reply.request);
      return;
    }
    this.graph = applyPatch(this.graph, reply);
    this.listeners.tell();
  }
}
