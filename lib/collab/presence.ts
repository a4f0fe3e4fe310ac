import { z } from 'zod';
import type { Ticket } from '#lib/access/ticket.ts';

/** Where a person is, as their browser says it. Whose it is, the server says. */
const place = z.object({
  path: z.string().max(500).optional(),
  nodeId: z.string().max(300).optional(),
  /** Relative positions of y-protocols, as JSON; Monaco's binding writes and reads them. */
  selection: z.object({ anchor: z.unknown(), head: z.unknown() }).optional(),
  typing: z.boolean().optional(),
});

export type Place = z.infer<typeof place>;

/** What others see of a person. */
export interface Presence extends Place {
  readonly person: { readonly id: string; readonly name: string; readonly colour: number };
}

const MAX_STATE = 4_096;

/**
 * Stamps name and colour and drops all else that a browser may have put there.
 * @returns undefined for a state that is too large or not a place
 */
export function stamp(state: Readonly<Record<string, unknown>>, ticket: Ticket): Presence | undefined {
  if (JSON.stringify(state).length > MAX_STATE) return undefined;
  const parsed = place.safeParse(state);
  if (!parsed.success) return undefined;
  return { ...parsed.data, person: { id: ticket.personId, name: ticket.name, colour: ticket.colour } };
}
