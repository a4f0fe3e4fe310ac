import { z } from 'zod';

/** Another person in the branch. */
export interface Peer {
  readonly id: string;
  readonly name: string;
  /** 1 to 5: token `--pN`. */
  readonly colour: number;
  readonly path?: string;
  /** The node that is looked at, in the graph or by its file. */
  readonly nodeId?: string;
}

/** What the server stamps and lets through of an awareness state. */
const state = z.object({
  person: z.object({ id: z.string(), name: z.string().max(200), colour: z.number().int().min(1).max(5) }),
  path: z.string().max(500).optional(),
  nodeId: z.string().max(300).optional(),
});

/** The others in an awareness' states: each person once, not me in another tab, in the order of their names. */
export function peersOf(states: ReadonlyMap<number, unknown>, ownClient: number, me: string): Peer[] {
  const peers = new Map<string, Peer>();
  for (const [client, raw] of states) {
    if (client === ownClient) continue;
    const parsed = state.safeParse(raw);
    if (!parsed.success || parsed.data.person.id === me) continue;
    const { person, path, nodeId } = parsed.data;
    const before = peers.get(person.id);
    // Of several tabs the one counts that says where its person is.
    const place = path !== undefined || nodeId !== undefined ? { path, nodeId } : before;
    peers.set(person.id, {
      ...person,
      ...(place?.path === undefined ? {} : { path: place.path }),
      ...(place?.nodeId === undefined ? {} : { nodeId: place.nodeId }),
    });
  }
  return [...peers.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Who looks at a node: in the graph, or in the file that defines it. */
export const peersAt = (
  peers: readonly Peer[],
  node: { readonly id: string; readonly path: string },
): readonly Peer[] =>
  peers.filter((peer) => (peer.nodeId === undefined ? peer.path === node.path : peer.nodeId === node.id));
