import { canRefresh, type NodeAction } from '#components/graph/commands.ts';
import type { MenuEntry } from '#components/ui/index.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';

export interface BuildMenu {
  readonly node: GraphNode | undefined;
  readonly mayBuild: boolean;
  readonly mayEdit: boolean;
  readonly mayShow: boolean;
  /** Number of the run that goes on, if one does. */
  readonly going: number | undefined;
  readonly upstreamKeys: string;
  readonly onRows: () => void;
  readonly onStart: (action: NodeAction) => void;
  /** Something in the project builds another way with `--full-refresh`. */
  readonly mayRefreshAll: boolean;
  readonly onAll: (fullRefresh?: true) => void;
  readonly onStop: () => void;
}

/** What stands below the primary's arrow: rows, the ways to build the open node, the whole project, the stop. */
export function buildMenu(menu: BuildMenu): readonly MenuEntry[] {
  const { node, mayBuild, mayEdit, onStart } = menu;
  const build = (id: NodeAction, label: string, keys?: string): MenuEntry => ({
    id,
    label,
    keys,
    disabled: !mayBuild,
    onSelect: () => onStart(id),
  });
  const stop: readonly MenuEntry[] =
    menu.going === undefined
      ? []
      : [{ id: 'stop', label: `Cancel run ${menu.going}`, danger: true, disabled: !mayEdit, onSelect: menu.onStop }];
  const refreshAll: MenuEntry = {
    id: 'refresh-all',
    label: 'Full refresh of the whole project',
    disabled: !mayEdit,
    onSelect: () => menu.onAll(true),
  };
  return [
    {
      id: 'rows',
      label: node?.kind === 'train' ? 'Show the training set' : 'Show rows',
      disabled: !menu.mayShow,
      onSelect: menu.onRows,
    },
    { type: 'separator', id: 's' },
    build('run', node ? `Build ${node.name}` : 'Build'),
    build('run-upstream', 'Build with upstream', menu.upstreamKeys),
    build('run-downstream', 'Build with downstream'),
    ...(node && canRefresh(node) ? [build('full-refresh', `Full refresh of ${node.name}`)] : []),
    build('test', 'Test'),
    { type: 'separator', id: 's2' },
    { id: 'all', label: 'Build the whole project', disabled: !mayEdit, onSelect: () => menu.onAll() },
    ...(menu.mayRefreshAll ? [refreshAll] : []),
    ...stop,
  ];
}
