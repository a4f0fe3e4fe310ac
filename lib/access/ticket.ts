import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { role } from '#lib/contracts/api.ts';
import { derivedKey } from '#lib/db/control/seal.ts';

/** Long enough for a browser to connect; each reconnect asks for a new one, so rights are looked at again. */
export const ticketMs = 60_000;

const ticketBody = z.object({
  documentName: z.string(),
  projectId: z.string(),
  branchId: z.string(),
  personId: z.string(),
  sessionId: z.string(),
  name: z.string(),
  colour: z.number().int(),
  /** What the person was in the project when it was made. */
  role,
  expires: z.number(),
});
export type Ticket = z.infer<typeof ticketBody>;

/** A ticket for one document: `<body>.<HMAC-SHA256>`, base64url. */
export function signTicket(ticket: Ticket): string {
  const body = Buffer.from(JSON.stringify(ticket)).toString('base64url');
  return `${body}.${sign(body).toString('base64url')}`;
}

/** What a ticket says, or undefined when it was not signed here or its time is over. */
export function readTicket(text: string, now: number = Date.now()): Ticket | undefined {
  const [body = '', signature = ''] = text.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const ticket = ticketBody.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  return ticket.expires > now ? ticket : undefined;
}

/** Proof between web and collab, for what only web may ask. */
export const internalProof = (): string => createHmac('sha256', derivedKey('internal')).update('collab').digest('hex');

/** Whether a header carries the proof. */
export function isInternal(proof: string | undefined): boolean {
  const given = Buffer.from(proof ?? '');
  const expected = Buffer.from(internalProof());
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const sign = (body: string): Buffer => createHmac('sha256', derivedKey('ticket')).update(body).digest();
