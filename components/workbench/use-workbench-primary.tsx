'use client';
import { Play, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { canRefresh } from '#components/graph/commands.ts';
import type { ProjectNodes } from '#components/graph/use-project-nodes.ts';
import type { PreviewControl } from '#components/results/use-preview.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import type { PrimaryAction } from '#components/shell/primary.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import { buildMenu } from './build-menu.ts';
import type { Build } from './use-build.ts';

export interface PrimaryInput {
  readonly nodes: ProjectNodes;
  readonly node: GraphNode | undefined;
  readonly path: string | undefined;
  readonly selection: string;
  readonly preview: PreviewControl;
  readonly build: Build;
  readonly onResults: () => void;
}

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
  build,
  onResults,
}: PrimaryInput): PrimaryAction {
  const { href, mayEdit } = useProject();
  const router = useRouter();
  const keys = useKeyLabel();
  const { runs, start } = build;
  const { summary, going } = nodes.active;
  const rows = () => {
    if (!path || !canPreview(path)) return;
    onResults();
    const picked = selection.trim() === '' || !path.endsWith('.sql') ? {} : { selection };
    void preview.run({ path, ...picked, offset: 0 });
  };
  useHotkeys({ 'mod+shift+enter': () => start('run-upstream') });
  if (preview.state === 'running') {
    return { label: 'Cancel', tone: 'danger', icon: <X size={13} strokeWidth={1.6} />, onAct: preview.cancel };
  }
  const menu = buildMenu({
    node,
    mayBuild: build.may,
    mayEdit,
    mayShow: canPreview(path),
    going: going ? summary?.number : undefined,
    upstreamKeys: keys('mod+shift+enter'),
    onRows: rows,
    onStart: start,
    mayRefreshAll: nodes.graph?.nodes.some(canRefresh) ?? false,
    onAll: (fullRefresh) => void runs.start({ command: 'build', select: [], fullRefresh }),
    onStop: () => void (summary && runs.cancel(summary.id)),
  });
  const icon = <Play size={13} strokeWidth={1.6} />;
  if (node?.kind === 'train') {
    const open = () => router.push(href(`train/${encodeURIComponent(node.name)}`));
    return { label: 'Train', icon, hint: `Look at the training set and train ${node.name}`, onAct: open, menu };
  }
  return {
    label: 'Run',
    icon,
    hint: selection.trim() === '' ? 'Show its rows; nothing is written' : 'Show the rows of what is selected',
    disabled: !canPreview(path),
    loading: runs.busy || build.waiting,
    onAct: rows,
    menu,
  };
}

const canPreview = (path: string | undefined): boolean =>
  path !== undefined && /\.(sql|py|csv)$/.test(path) && !path.startsWith('macros/');
