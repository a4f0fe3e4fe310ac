'use client';

import { HocuspocusProvider, HocuspocusProviderWebsocket, MessageType, WebSocketStatus } from '@hocuspocus/provider';
import { messageYjsSyncStep2 } from 'y-protocols/sync';
import * as Y from 'yjs';
import { branchName, documentName, textIn } from '#lib/collab/document.ts';
import { type CollabTicket, collabTicket, type Role } from '#lib/contracts/api.ts';
import type { CollabNotice, SaveQuestion } from '#lib/contracts/notice.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { postJson } from './fetch.ts';

/**
 * Where what was typed is: `here` in this browser, on the `server`, `stored` in the control
 * database; `offline` is here, with no way to the server; `refused` will not be taken (see `problem`).
 */
export type SaveState = 'loading' | 'here' | 'server' | 'stored' | 'offline' | 'refused';

/** One live document as a screen uses it. */
export interface LiveDocument {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly provider: HocuspocusProvider;
  readonly saveState: () => SaveState;
  readonly readOnly: () => boolean;
  /** Calls back whenever saveState or readOnly changed; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Gives this use back; the last one closes the document after a moment. */
  readonly release: () => void;
}

export type TicketRequest = { readonly projectId: string } & (
  | { readonly documentId: string }
  | { readonly branchId: string }
);

/** Where a ticket for a document comes from. */
export type TicketSource = (wanted: TicketRequest) => Promise<CollabTicket>;

const fromServer: TicketSource = (wanted) => postJson(collabTicket, '/api/collab/ticket', wanted);

/** Milliseconds. `minDelay` has to be named: its default lies above `delay`, and then nothing ever connects, without a word. */
export const RECONNECT = { minDelay: 250, delay: 500, maxDelay: 5_000, jitter: true } as const;

/** StrictMode mounts twice and tabs switch back and forth: a document is not closed at once. */
const LINGER_MS = 5_000;

/** The live documents of one page: one websocket, each document opened once however many use it. */
export class Collab {
  private readonly projectId: string;
  private readonly tickets: TicketSource;
  private readonly socket: HocuspocusProviderWebsocket;
  private readonly open = new Map<
    string,
    { document: OpenDocument; uses: number; timer?: ReturnType<typeof setTimeout> }
  >();

  /** @param url address of the websocket, for example `ws://localhost:4300/collab` */
  constructor(projectId: string, url: string, tickets: TicketSource = fromServer) {
    this.projectId = projectId;
    this.tickets = tickets;
    this.socket = new HocuspocusProviderWebsocket({ url, ...RECONNECT });
  }

  /** A file's document. */
  document(file: { readonly documentId: string; readonly epoch: number }): LiveDocument {
    return this.use(documentName(file.documentId, file.epoch), { documentId: file.documentId });
  }

  /** The branch's own document: its awareness says who is where, its notices which files changed. */
  branch(branchId: string): LiveDocument {
    return this.use(branchName(branchId), { branchId });
  }

  private use(key: string, of: { documentId: string } | { branchId: string }): LiveDocument {
    const ticket = () => this.tickets({ projectId: this.projectId, ...of });
    const entry = this.open.get(key) ?? { document: new OpenDocument(this.socket, key, ticket), uses: 0 };
    clearTimeout(entry.timer);
    entry.uses += 1;
    this.open.set(key, entry);
    let released = false;
    return {
      doc: entry.document.doc,
      text: textIn(entry.document.doc),
      provider: entry.document.provider,
      saveState: entry.document.saveState,
      readOnly: entry.document.readOnly,
      subscribe: entry.document.subscribe,
      release: () => {
        if (released) return;
        released = true;
        this.release(key);
      },
    };
  }

  destroy(): void {
    for (const { document, timer } of this.open.values()) {
      clearTimeout(timer);
      document.destroy();
    }
    this.open.clear();
    this.socket.destroy();
  }

  private release(key: string): void {
    const entry = this.open.get(key);
    if (entry === undefined) return;
    entry.uses -= 1;
    if (entry.uses > 0) return;
    entry.timer = setTimeout(() => {
      // What is not on the server yet keeps its document open until it is.
      if (entry.document.unsent()) return this.release(key);
      entry.document.destroy();
      this.open.delete(key);
    }, LINGER_MS);
    entry.uses = Math.max(0, entry.uses);
  }
}

/**
 * A document and the way it goes: local edits, the server's word for them, the database's. The edits
 * are numbered here and asked about: the provider's own count of unsynced changes is of no use for
 * it, because what is sent before a connection has been joined is acknowledged twice.
 */
class OpenDocument {
  readonly doc = new Y.Doc();
  readonly provider: HocuspocusProvider;
  private state: SaveState = 'loading';
  private viewer = false;
  private readonly socket: HocuspocusProviderWebsocket;
  /** Whether both sides have told each other in this connection what the other lacked. */
  private joined = false;
  /** Whether that was ever so: before it one is not offline, one is still coming. */
  private met = false;
  private closed = false;
  /** How often in a row a ticket was not taken. */
  private turnedAway = 0;
  private edits = 0;
  private asked: number | undefined;
  private received = -1;
  private stored = -1;
  private readonly listeners = new Set<() => void>();

  constructor(socket: HocuspocusProviderWebsocket, name: string, ticket: () => Promise<CollabTicket>) {
    this.socket = socket;
    this.provider = new HocuspocusProvider({
      websocketProvider: socket,
      name,
      document: this.doc,
      token: () => this.token(ticket),
      onMessage: ({ message }) => {
        // The server asks for what it lacks before it tells what this side lacks: ours is on its way by then.
        if (isAnswerToSync(message)) queueMicrotask(() => this.join());
      },
      onStateless: ({ payload }) => this.hear(payload),
      onStatus: ({ status }) => {
        if (status !== WebSocketStatus.Connected) this.leave();
      },
      onClose: ({ event }) => this.closedBy(event.reason),
      onAuthenticationFailed: () => this.notLetIn(),
    });
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== this.provider) this.edited();
    });
    this.provider.attach();
  }

  readonly saveState = (): SaveState => this.state;
  readonly readOnly = (): boolean => this.viewer;
  readonly unsent = (): boolean => this.received < this.edits && this.edits > 0 && this.state !== 'refused';

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  destroy(): void {
    this.closed = true;
    this.provider.destroy();
    this.doc.destroy();
  }

  /** A server that is just away is asked again, as long as it takes; its refusal is final. */
  private async token(ticket: () => Promise<CollabTicket>): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const given = await ticket();
        this.viewer = given.readOnly;
        return given.ticket;
      } catch (error) {
        if (!isAway(error) || this.closed) {
          this.become('refused');
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(attempt * TICKET_PAUSE_MS, RECONNECT.maxDelay)));
      }
    }
  }

  private edited(): void {
    this.edits += 1;
    this.judge();
    this.ask();
  }

  private join(): void {
    if (!this.connected) return;
    this.joined = true;
    this.met = true;
    this.turnedAway = 0;
    this.asked = undefined;
    this.judge();
    this.ask();
  }

  /** The server ends one document and keeps the socket: for good, or because it failed, and then we come again. */
  private closedBy(reason: string): void {
    this.leave();
    if (!this.connected || this.closed) return;
    if (FINAL.has(reason)) {
      this.become('refused');
      return;
    }
    this.comeAgain();
  }

  /** A ticket that was just given and is not taken was too slow, or a clock has jumped: another one may be taken. */
  private notLetIn(): void {
    if (this.state === 'refused') return;
    this.turnedAway += 1;
    if (this.turnedAway < TICKET_TRIES) this.comeAgain();
    else this.become('refused');
  }

  private comeAgain(): void {
    setTimeout(() => {
      if (this.connected && !this.joined && !this.closed) void this.provider.onOpen(new Event('open'));
    }, RECONNECT.delay);
  }

  /** The socket's, not the provider's: a document that is opened later hears nothing of a socket that is open. */
  private get connected(): boolean {
    return this.socket.status === WebSocketStatus.Connected;
  }

  private leave(): void {
    this.joined = false;
    this.asked = undefined;
    this.judge();
  }

  /** Asks where the edits are; one question at a time, so that fast typing doesn't double its messages. */
  private ask(): void {
    if (!this.joined || this.asked !== undefined || this.stored >= this.edits) return;
    this.asked = this.edits;
    const client = this.doc.clientID;
    const question: SaveQuestion = { at: this.edits, client, clock: Y.getState(this.doc.store, client) };
    this.provider.sendStateless(JSON.stringify(question));
  }

  private hear(payload: string): void {
    const notice: CollabNotice = JSON.parse(payload);
    if (notice.type === 'role') this.follow(notice.role);
    if (!('at' in notice) || notice.at !== this.asked) return;
    if (notice.type === 'refused') {
      this.become('refused');
      return;
    }
    this.received = notice.at;
    if (notice.type === 'stored') {
      this.stored = notice.at;
      this.asked = undefined;
    }
    this.judge();
    this.ask();
  }

  /** Who may write again sends what was not taken before: a connection joined anew tells all that this side has. */
  private follow(role: Role): void {
    this.viewer = role === 'viewer';
    if (!this.viewer && this.state === 'refused') {
      this.leave();
      this.become(this.judged());
      this.comeAgain();
    } else for (const listener of this.listeners) listener();
  }

  private judge(): void {
    if (this.state !== 'refused') this.become(this.judged());
  }

  private judged(): SaveState {
    if (this.stored < 0 && this.edits === 0) return 'loading';
    if (this.stored >= this.edits) return this.connected ? 'stored' : 'offline';
    if (!this.connected) return this.met ? 'offline' : 'here';
    return this.received >= this.edits ? 'server' : 'here';
  }

  private become(state: SaveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

const TICKET_PAUSE_MS = 400;
const TICKET_TRIES = 4;

/** Why the server closes a document for good. */
const FINAL: ReadonlySet<string> = new Set(['access.removed', 'document.gone', 'document.too_large']);

/** Whether asking again may help: nobody answered, what stands behind the answer is away, or answering failed. */
const isAway = (error: unknown): boolean =>
  error instanceof ProblemError && /^network\.(?!answer)|\.unreachable$|\.busy$|^internal$/.test(error.problem.code);

/** Whether a message of the protocol is the server's telling of everything that this side lacks. */
function isAnswerToSync(message: { readVarString(): string; readVarUint(): number }): boolean {
  message.readVarString();
  return message.readVarUint() === MessageType.Sync && message.readVarUint() === messageYjsSyncStep2;
}
