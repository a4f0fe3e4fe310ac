'use client';
import { Plus, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { Dialog, IconButton, Input, KindIcon } from '#components/ui/index.ts';
import type { GraphNode, NodeKind } from '#lib/contracts/graph.ts';
import type { TaskDetail, TaskLink } from '#lib/contracts/task.ts';
import styles from './drawer.module.css';
import { nodeName } from './view.ts';

/** The nodes and columns a task works on. */
export function Linked({
  task,
  kinds,
  onChange,
}: {
  readonly task: TaskDetail;
  readonly kinds: ReadonlyMap<string, NodeKind>;
  readonly onChange: (change: { readonly link: TaskLink } | { readonly unlink: TaskLink }) => Promise<boolean>;
}) {
  const { mayEdit, fileHref } = useProject();
  const { graph } = useLanguage();
  const [choosing, setChoosing] = useState(false);
  const nodes = new Map((graph?.nodes ?? []).map((node) => [node.id, node]));
  return (
    <section className={styles.section} aria-label="Linked">
      <header>
        <h2>Linked</h2>
        <span className={styles.push} />
        {mayEdit && (
          <IconButton label="Link a node or a column" onClick={() => setChoosing(true)}>
            <Plus size={14} strokeWidth={1.6} />
          </IconButton>
        )}
      </header>
      <ul className={styles.linked}>
        {task.links.map((link) => {
          const node = nodes.get(link.nodeId);
          return (
            <li key={`${link.nodeId} ${link.column}`}>
              <KindIcon kind={kinds.get(link.nodeId) ?? 'model'} />
              {node ? (
                <Link href={fileHref(node.path, node.line)}>{node.name}</Link>
              ) : (
                <span>{nodeName(link.nodeId)}</span>
              )}
              {link.column !== '' && <code>{link.column}</code>}
              {graph && !node && <span className={styles.quiet}>not in the project now</span>}
              <span className={styles.push} />
              {mayEdit && (
                <IconButton
                  label={`Take away ${nodeName(link.nodeId)}`}
                  onClick={() => void onChange({ unlink: link })}
                >
                  <X size={12} />
                </IconButton>
              )}
            </li>
          );
        })}
      </ul>
      {choosing && (
        <Choose
          nodes={graph?.nodes ?? []}
          onClose={() => setChoosing(false)}
          onChoose={(link) => {
            setChoosing(false);
            void onChange({ link });
          }}
        />
      )}
    </section>
  );
}

const MOST = 40;

function Choose({
  nodes,
  onChoose,
  onClose,
}: {
  readonly nodes: readonly GraphNode[];
  readonly onChoose: (link: TaskLink) => void;
  readonly onClose: () => void;
}) {
  const [find, setFind] = useState('');
  const words = find.trim().toLowerCase();
  const choices = nodes
    .filter(({ kind }) => kind !== 'test')
    .flatMap((node) => [
      { node, column: '' },
      ...(words === '' ? [] : node.columns.map(({ name }) => ({ node, column: name }))),
    ])
    .filter(({ node, column }) => `${node.name} ${column}`.toLowerCase().includes(words))
    .slice(0, MOST);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Link a node or a column" width={480}>
      <Input
        label="Find"
        hideLabel
        placeholder="Name of a node or a column"
        value={find}
        autoFocus
        onChange={(event) => setFind(event.target.value)}
      />
      <ul className={styles.names} style={{ position: 'static', maxHeight: 320, overflowY: 'auto', boxShadow: 'none' }}>
        {choices.map(({ node, column }) => (
          <li key={`${node.id} ${column}`}>
            <button type="button" onClick={() => onChoose({ nodeId: node.id, column })}>
              <KindIcon kind={node.kind} />
              {node.name}
              {column !== '' && <code>{column}</code>}
            </button>
          </li>
        ))}
        {choices.length === 0 && <li className={styles.quiet}>No node is called that.</li>}
      </ul>
    </Dialog>
  );
}
