import type { Document, Extension, Hocuspocus } from '@hocuspocus/server';
import type { Pool } from 'pg';
import { readTicket, type Ticket } from '#lib/access/ticket.ts';
import { type CollabNotice, readQuestion } from '#lib/contracts/notice.ts';
import { branchName, documentName, editTo, MAX_TEXT, parseName } from './document.ts';
import { LiveDocument } from './live-document.ts';
import { stamp } from './presence.ts';

/** Hocuspocus' own code for a socket that is to come again. */
const RESET = 4205;

const TELL_AFTER_MS = 1_000;

/**
 * Everything that is open: which documents, of which branches, and the rules of who may do what.
 * Hocuspocus speaks the protocol; what is kept, refused and told is decided here.
 */
export class Live {
  readonly documents = new Map<string, LiveDocument>();
  private readonly pool: Pool;
  /** Documents of a branch that were written since the last word of it. */
  private readonly written = new Map<string, Set<string>>();

  constructor(pool: Pool) {
    this.pool = pool;
  }

  /** Waits until everything a branch's documents have is stored. */
  async flush(branchId: string): Promise<void> {
    const open = [...this.documents.values()].filter((document) => document.branchId === branchId);
    await Promise.all(open.map((document) => document.log.flushed()));
  }

  /** Tells the branch's browsers that files came, went or moved (`files`), or say something else (`written`). */
  announce(
    hocuspocus: Hocuspocus,
    branchId: string,
    documentIds: readonly string[],
    type: 'files' | 'written' = 'files',
  ): void {
    const notice: CollabNotice = { type, documentIds: [...documentIds] };
    hocuspocus.documents.get(branchName(branchId))?.broadcastStateless(JSON.stringify(notice));
  }

  /** Many keystrokes, one word a second: whoever has other files open reads these again. */
  private wrote(hocuspocus: Hocuspocus, branchId: string, documentId: string): void {
    const waiting = this.written.get(branchId);
    if (waiting) {
      waiting.add(documentId);
      return;
    }
    const ids = new Set([documentId]);
    this.written.set(branchId, ids);
    setTimeout(() => {
      this.written.delete(branchId);
      this.announce(hocuspocus, branchId, [...ids], 'written');
    }, TELL_AFTER_MS).unref();
  }

  /** Lets a document say `text`, as an edit in `personId`'s name, and waits until that is stored. */
  async edit(
    hocuspocus: Hocuspocus,
    edit: { documentId: string; epoch: number; branchId: string; personId: string; text: string },
  ): Promise<void> {
    const name = documentName(edit.documentId, edit.epoch);
    const { personId, branchId } = edit;
    const direct = await hocuspocus.openDirectConnection(name, { personId, branchId });
    try {
      const live = this.documents.get(name);
      if (live === undefined) throw new Error(`There is no document ${name}.`);
      editTo(live.text, edit.text, { source: 'local', skipStoreHooks: true, context: { personId } });
      if (!(await live.log.flushed())) throw new Error(`There is no document ${name} any more.`);
    } finally {
      await direct.disconnect();
    }
  }

  /** The rules as Hocuspocus calls them. */
  readonly rules: Extension<Ticket> = {
    extensionName: 'insitu',

    onAuthenticate: async ({ token, documentName: name, connectionConfig }) => {
      const ticket = readTicket(token);
      if (ticket === undefined || ticket.documentName !== name) throw new Error('ticket.refused');
      const parsed = parseName(name);
      // Nothing is ever written into a branch's own document: it only carries presence and notices.
      connectionConfig.readOnly = ticket.role === 'viewer' || parsed?.kind === 'branch';
      return ticket;
    },

    connected: async ({ instance, documentName: name, connection }) => {
      // Who joins in the very moment in which the last one's leaving unloads the document gets one that
      // nobody else is in, and that no look at people's rights finds. Its socket comes again.
      if (instance.documents.get(name) !== connection.document) connection.webSocket.close(RESET, 'document.unloaded');
    },

    onLoadDocument: async ({ document, documentName: name, context, instance }) => {
      const parsed = parseName(name);
      if (parsed === undefined) throw new Error('document.unknown');
      if (parsed.kind === 'branch') return;
      const place = { ...parsed, branchId: context.branchId };
      const live = await LiveDocument.open(this.pool, document, place, () =>
        this.wrote(instance, place.branchId, place.documentId),
      );
      this.documents.set(name, live);
    },

    beforeHandleMessage: async ({ update, documentName: name }) => {
      const length = this.documents.get(name)?.text.length ?? 0;
      if (length + update.length > MAX_TEXT + 64 * 1024) {
        throw Object.assign(new Error('document.too_large'), { code: 4413, reason: 'document.too_large' });
      }
    },

    beforeHandleAwareness: async ({ states, context }) => {
      for (const [client, state] of states) {
        // null is a browser saying goodbye.
        if (state === null) continue;
        const presence = context === undefined ? undefined : stamp(state, context);
        if (presence === undefined) states.delete(client);
        else states.set(client, { ...presence });
      }
    },

    onStateless: async ({ payload, documentName: name, connection }) => {
      const question = readQuestion(payload);
      if (question) await this.documents.get(name)?.answer(question, connection);
    },

    beforeUnloadDocument: async ({ documentName: name }) => {
      const live = this.documents.get(name);
      await live?.log.flushed();
      await live?.compact();
    },

    afterUnloadDocument: async ({ documentName: name }) => {
      this.documents.delete(name);
    },
  };
}

/** Every connection of every open document, with its document. */
export function connectionsOf(hocuspocus: Hocuspocus<Ticket>) {
  return [...hocuspocus.documents.values()].flatMap((document: Document) => document.getConnections());
}
