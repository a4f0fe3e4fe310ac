'use client';
import { peersAt } from '#components/editor/live/peers.ts';
import { usePresence } from '#components/editor/presence.tsx';
import { Avatar } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import styles from './node.module.css';

const MOST = 3;

/** Who looks at a node now. */
export function NodePeers({ node, size = 16 }: { readonly node: GraphNode; readonly size?: 14 | 16 | 20 }) {
  const { peers } = usePresence();
  const here = peersAt(peers, node);
  if (here.length === 0) return null;
  return (
    <span className={styles.peers}>
      {here.slice(0, MOST).map((peer) => (
        <Avatar key={peer.id} person={peer} size={size} />
      ))}
      {here.length > MOST && <span>+{here.length - MOST}</span>}
    </span>
  );
}
