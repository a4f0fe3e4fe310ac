'use client';
import { Play, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type NodeAction, wishOf } from '#components/graph/commands.ts';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import type { PreviewControl } from '#components/results/use-preview.ts';
import { useRunActions } from '#components/runs/use-run-actions.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import type { PrimaryAction } from '#components/shell/primary.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import type { MenuEntry } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';

/**
 * Run, Cancel or Train: what the open file asks for. Run shows rows and writes nothing; building is
 * below the arrow and on ⇧⌘Enter. A training node's file opens Train.
 */
export function useWorkbenchPrimary({
  nodes,
  node,
  path,
  selection,
  preview,
  onResults,
}: {
  readonly nodes: ProjectNodes;
  readonly node: GraphNode | undefined;
  readonly path: string | undefined;
  readonly selection: string;
  readonly preview: PreviewControl;
  readonly onResults: () => void;
}): PrimaryAction | null {
  const { href, mayEdit } = useProject();
  const router = useRouter();
  const runs = useRunActions();
  const keys = useKeyLabel();
  const start = (action: NodeAction) => {
    const wish = node && wishOf(action, node);
    if (wish && mayEdit) void runs.start(wish);
  };
  const rows = () => {
    if (!path) return;
    onResults();
    const picked = selection.trim() === '' || !path.endsWith('.sql') ? {} : { selection };
    void preview.run({ path, ...picked, offset: 0 });
  };
  useHotkeys({ 'mod+shift+enter': () => start('run-upstream') });
  if (preview.state === 'running') {
    return { label: 'Cancel', tone: 'danger', icon: <X size={13} strokeWidth={1.6} />, onAct: preview.cancel };
  }
  const { active } = nodes;
  const menu: readonly MenuEntry[] = [
    {
      id: 'rows',
      label: node?.kind === 'train' ? 'Show the training set' : 'Show rows',
      disabled: !canPreview(path),
      onSelect: rows,
    },
    { type: 'separator', id: 's' },
    {
      id: 'build',
      label: node ? `Build ${node.name}` : 'Build',
      disabled: !mayEdit || !node,
      onSelect: () => start('run'),
    },
    {
      id: 'up',
      label: 'Build with upstream',
      keys: keys('mod+shift+enter'),
      disabled: !mayEdit || !node,
      onSelect: () => start('run-upstream'),
    },
    {
      id: 'down',
      label: 'Build with downstream',
      disabled: !mayEdit || !node,
      onSelect: () => start('run-downstream'),
    },
    { id: 'test', label: 'Test', disabled: !mayEdit || !node, onSelect: () => start('test') },
    { type: 'separator', id: 's2' },
    {
      id: 'all',
      label: 'Build the whole project',
      disabled: !mayEdit,
      onSelect: () => void runs.start({ command: 'build', select: [] }),
    },
    ...(active.going && active.summary
      ? [
          {
            id: 'stop',
            label: `Cancel run ${active.summary.number}`,
            danger: true,
            onSelect: () => void (active.summary && runs.cancel(active.summary.id)),
          },
        ]
      : []),
  ];
  const icon = <Play size={13} strokeWidth={1.6} />;
  if (node?.kind === 'train') {
    return {
      label: 'Train',
      icon,
      hint: `Look at the training set and train ${node.name}`,
      onAct: () => router.push(href(`train/${encodeURIComponent(node.name)}`)),
      menu,
    };
  }
  return {
    label: 'Run',
    icon,
    hint: selection.trim() === '' ? 'Show its rows; nothing is written' : 'Show the rows of what is selected',
    disabled: !canPreview(path),
    loading: runs.busy,
    onAct: rows,
    menu,
  };
}

const canPreview = (path: string | undefined): boolean =>
  path !== undefined && /\.(sql|py|csv)$/.test(path) && !path.startsWith('macros/');
