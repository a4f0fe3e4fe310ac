import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hocuspocus } from '@hocuspocus/server';
import { z } from 'zod';
import { isInternal, type Ticket } from '#lib/access/ticket.ts';
import { MAX_TEXT } from './document.ts';
import type { Live } from './live.ts';

const flush = z.object({ branchId: z.string() });
const announce = z.object({ branchId: z.string(), documentIds: z.array(z.string()) });
const edit = z.object({
  documentId: z.string(),
  epoch: z.number().int(),
  branchId: z.string(),
  personId: z.string(),
  text: z.string().max(MAX_TEXT),
});

/**
 * What `web` may ask on loopback, with the proof that both derive from INSITU_SECRET.
 * @returns false for a request that is not ours
 */
export function controlRequests(live: Live) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    hocuspocus: Hocuspocus<Ticket>,
  ): Promise<boolean> => {
    if (request.url === '/health') return answer(response, 200, 'ok');
    if (!request.url?.startsWith('/control/') || request.method !== 'POST') return answer(response, 404, 'not found');
    if (!isInternal(request.headers.authorization?.replace(/^Bearer /, ''))) return answer(response, 403, 'refused');
    try {
      const body = JSON.parse(await bodyOf(request));
      await perform(live, hocuspocus, request.url.slice('/control/'.length), body);
      return answer(response, 200, 'done');
    } catch (error) {
      return answer(response, 400, error instanceof Error ? error.message : String(error));
    }
  };
}

async function perform(live: Live, hocuspocus: Hocuspocus<Ticket>, what: string, body: unknown): Promise<void> {
  switch (what) {
    case 'flush':
      return live.flush(flush.parse(body).branchId);
    case 'announce': {
      const { branchId, documentIds } = announce.parse(body);
      return live.announce(hocuspocus, branchId, documentIds);
    }
    case 'edit':
      return live.edit(hocuspocus, edit.parse(body));
    default:
      throw new Error(`There is no control "${what}".`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > 4 * MAX_TEXT) throw new Error('The request is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function answer(response: ServerResponse, status: number, text: string): boolean {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
  return true;
}
