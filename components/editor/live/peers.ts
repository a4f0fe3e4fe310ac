import { z } from 'zod';

/** Another person in the branch. */
export interface Peer {
  readonly id: string;
  readonly name: string;
  /** 1 to 5: token `--pN`. */
  readonly colour: number;
  readonly path?: string;
}

/** What the server stamps and lets through of an awareness state. */
const state = z.object({
  person: z.object({ id: z.string(), name: z.string().max(200), colour: z.number().int().min(1).max(5) }),
  path: z.string().max(500).optional(),
});

/** The others in an awareness' states: each person once, not me in another tab, in the order of their names. */
export function peersOf(states: ReadonlyMap<number, unknown>, ownClient: number, me: string): Peer[] {
  const peers = new Map<string, Peer>();
  for (const [client, raw] of states) {
    if (client === ownClient) continue;
    const parsed = state.safeParse(raw);
    if (!parsed.success || parsed.data.person.id === me) continue;
    const { person, path } = parsed.data;
    const before = peers.get(person.id);
    peers.set(person.id, { ...person, ...((path ?? before?.path) ? { path: path ?? before?.path } : {}) });
  }
  return [...peers.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export const samePeers = (a: readonly Peer[], b: readonly Peer[]): boolean =>
  a.length === b.length && a.every((peer, at) => JSON.stringify(peer) === JSON.stringify(b[at]));
