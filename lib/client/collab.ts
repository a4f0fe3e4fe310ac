'use client';

import { HocuspocusProvider, HocuspocusProviderWebsocket, WebSocketStatus } from '@hocuspocus/provider';
import * as Y from 'yjs';
import { branchName, documentName, textIn } from '#lib/collab/document.ts';
import { collabTicket } from '#lib/contracts/api.ts';
import type { CollabNotice } from '#lib/contracts/notice.ts';
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

type TicketRequest = { readonly documentId: string } | { readonly branchId: string };

/** Milliseconds. `minDelay` has to be named: its default lies above `delay`, and then nothing ever connects, without a word. */
export const RECONNECT = { minDelay: 250, delay: 500, maxDelay: 5_000, jitter: true } as const;

/** StrictMode mounts twice and tabs switch back and forth: a document is not closed at once. */
const LINGER_MS = 5_000;

/** The live documents of one page: one websocket, each document opened once however many use it. */
export class Collab {
  private readonly projectId: string;
  private readonly socket: HocuspocusProviderWebsocket;
  private readonly open = new Map<
    string,
    { document: OpenDocument; uses: number; timer?: ReturnType<typeof setTimeout> }
  >();

  /** @param url address of the websocket, for example `ws://localhost:4300/collab` */
  constructor(projectId: string, url: string) {
    this.projectId = projectId;
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

  private use(key: string, wanted: TicketRequest): LiveDocument {
    const ticket = { projectId: this.projectId, ...wanted };
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

/** A document and the way it goes: local edits, the server's word for them, the database's. */
class OpenDocument {
  readonly doc = new Y.Doc();
  readonly provider: HocuspocusProvider;
  private state: SaveState = 'loading';
  private viewer = false;
  private connected = false;
  private readonly listeners = new Set<() => void>();

  constructor(
    socket: HocuspocusProviderWebsocket,
    name: string,
    wanted: TicketRequest & { readonly projectId: string },
  ) {
    this.provider = new HocuspocusProvider({
      websocketProvider: socket,
      name,
      document: this.doc,
      token: async () => {
        const ticket = await ticketFor(wanted);
        this.viewer = ticket.readOnly;
        return ticket.ticket;
      },
      onUnsyncedChanges: () => this.judge(),
      onStateless: ({ payload }) => this.hear(payload),
      onSynced: () => this.provider.sendStateless('stored?'),
      onStatus: ({ status }) => {
        this.connected = status === WebSocketStatus.Connected;
        this.judge();
      },
      onAuthenticationFailed: () => this.become('refused'),
    });
    this.provider.attach();
  }

  readonly saveState = (): SaveState => this.state;
  readonly readOnly = (): boolean => this.viewer;
  readonly unsent = (): boolean => this.provider.hasUnsyncedChanges && this.state !== 'refused';

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  destroy(): void {
    this.provider.destroy();
    this.doc.destroy();
  }

  private judge(): void {
    if (this.state !== 'refused') this.become(this.judged());
  }

  private judged(): SaveState {
    if (!this.connected) return this.state === 'loading' ? 'loading' : 'offline';
    if (!this.provider.hasUnsyncedChanges) return 'server';
    return this.provider.isSynced ? 'here' : this.state;
  }

  /**
   * "stored" was sent after everything the server had then was stored; messages keep their order, so
   * with nothing unsent left, everything typed here was among it.
   */
  private hear(payload: string): void {
    const notice: CollabNotice = JSON.parse(payload);
    if (notice.type === 'stored' && !this.provider.hasUnsyncedChanges) this.become('stored');
  }

  private become(state: SaveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

const TICKET_TRIES = 5;

/** A ticket for a document; a server that is just away is asked again, its refusal is final. */
async function ticketFor(wanted: TicketRequest & { readonly projectId: string }) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await postJson(collabTicket, '/api/collab/ticket', wanted);
    } catch (error) {
      const away = error instanceof ProblemError && error.problem.code.startsWith('network.');
      if (!away || attempt === TICKET_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 400));
    }
  }
}
