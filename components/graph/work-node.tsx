'use client';
import { memo, useContext } from 'react';
import { Handle, type NodeProps, Position } from 'reactflow';
import { KindIcon, StateMark } from '#components/ui/index.ts';
import { folderLabel, nodeLabel, nodeLine } from './describe.ts';
import type { FolderNode, WorkNode } from './flow.ts';
import styles from './node.module.css';
import { NodePeers } from './node-peers.tsx';
import { TrainingCard } from './training-card.tsx';
import { GraphUse } from './use.ts';

/** One node of the canvas. The DOM element is a button in a roving tab stop: the selected one. */
export const WorkNodeView = memo(function WorkNodeView({ data, height, width }: NodeProps<WorkNode>) {
  const { node, view, selected, dimmed, card } = data;
  const { isTabStop } = useContext(GraphUse);
  const status = view?.status ?? 'new';
  const classes = [styles.node, styles[`kind-${node.kind}`], styles[`status-${status}`]];
  if (selected) classes.push(styles.selected);
  if (dimmed) classes.push(styles.dimmed);
  if (card)
    return <TrainingCard node={node} view={view} selected={selected} dimmed={dimmed} width={width} height={height} />;
  return (
    <button
      type="button"
      data-node={node.id}
      tabIndex={selected || isTabStop(node.id) ? 0 : -1}
      className={classes.join(' ')}
      style={{ width, height }}
      aria-label={nodeLabel(node, view)}
      aria-pressed={selected}
    >
      <KindIcon kind={node.kind} />
      <span className={styles.words}>
        <span className={styles.name}>
          {node.name}
          {node.kind === 'python' && <span className={styles.suffix}>.py</span>}
        </span>
        <span className={styles.line}>{nodeLine(node, view)}</span>
      </span>
      <NodePeers node={node} />
      <StateMark status={status} />
      {status === 'running' && <Progress fraction={view?.fraction} />}
      <Handles />
    </button>
  );
});

export function Progress({ fraction }: { readonly fraction: number | undefined }) {
  if (fraction === undefined) return null;
  return <span className={styles.progress} style={{ transform: `scaleX(${fraction})` }} />;
}

/** Where edges end. React Flow measures them; nobody connects nodes by hand. */
export function Handles() {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={styles.handle} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={styles.handle} />
    </>
  );
}

/** The box of a folder with its name and how many nodes it holds. */
export const FolderNodeView = memo(function FolderNodeView({ data, width, height }: NodeProps<FolderNode>) {
  return (
    <div className={styles.folder} style={{ width, height }}>
      <span>{folderLabel(data.group.folder)}</span>
      <span className={styles.folderCount}>{data.group.count}</span>
    </div>
  );
});
