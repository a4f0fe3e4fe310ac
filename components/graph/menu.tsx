'use client';
import {
  ArrowLeft,
  ArrowRight,
  CircleX,
  Code,
  DatabaseZap,
  FlaskConical,
  type LucideIcon,
  Play,
  RotateCcw,
  Scan,
  SquareKanban,
  UserPlus,
} from 'lucide-react';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { type GraphNode, hasFailed, isDescribed } from '#lib/contracts/graph.ts';
import { canRefresh, type NodeAction } from './commands.ts';
import styles from './menu.module.css';
import type { NodeView } from './states.ts';

interface Item {
  readonly action: NodeAction;
  readonly label: string;
  readonly icon: LucideIcon;
  /** A chord. */
  readonly keys?: string;
  readonly danger?: boolean;
  readonly group: 0 | 1 | 2;
}

const runnable = (node: GraphNode): boolean => node.kind !== 'source' && !isDescribed(node.kind);

/** What can be done with a node; what does not apply is not shown. */
export function menuItems(node: GraphNode, view: NodeView | undefined, mayRun: boolean): readonly Item[] {
  const items: (Item | false)[] = [
    hasFailed(view?.status) && { action: 'error', label: 'Show the error', icon: CircleX, danger: true, group: 0 },
    mayRun &&
      (hasFailed(view?.status) || view?.status === 'skipped') && {
        action: 'retry',
        label: 'Retry from here',
        icon: RotateCcw,
        group: 0,
      },
    mayRun &&
      runnable(node) && {
        action: 'run',
        label: node.kind === 'train' ? 'Train this' : 'Run this',
        icon: Play,
        keys: 'mod+enter',
        group: 1,
      },
    mayRun &&
      runnable(node) && {
        action: 'run-upstream',
        label: 'Run with upstream',
        icon: ArrowLeft,
        keys: 'mod+shift+enter',
        group: 1,
      },
    mayRun && { action: 'run-downstream', label: 'Run with downstream', icon: ArrowRight, group: 1 },
    mayRun && canRefresh(node) && { action: 'full-refresh', label: 'Full refresh', icon: DatabaseZap, group: 1 },
    mayRun && { action: 'test', label: 'Test', icon: FlaskConical, group: 1 },
    { action: 'focus', label: 'Focus neighbourhood', icon: Scan, keys: 'f', group: 2 },
    { action: 'open', label: node.kind === 'train' ? 'Open Train' : 'Open file', icon: Code, keys: 'enter', group: 2 },
    node.kind === 'train' && { action: 'file', label: 'Open file', icon: Code, group: 2 },
    mayRun && node.kind !== 'test' && { action: 'assign', label: 'Assign…', icon: UserPlus, group: 2 },
    mayRun && { action: 'task', label: 'New task from this node', icon: SquareKanban, group: 2 },
  ];
  return items.filter((item) => item !== false);
}

/** The menu of a node at a place of the page, for the right button and ⇧F10. */
export function NodeMenu({
  node,
  view,
  at,
  mayRun,
  onAct,
  onClose,
}: {
  readonly node: GraphNode;
  readonly view: NodeView | undefined;
  readonly at: { readonly x: number; readonly y: number };
  readonly mayRun: boolean;
  readonly onAct: (action: NodeAction) => void;
  readonly onClose: () => void;
}) {
  const items = menuItems(node, view, mayRun);
  return (
    <DropdownMenu.Root open onOpenChange={(open) => !open && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden="true" className={styles.menuSpot} style={{ left: at.x, top: at.y }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={`What to do with ${node.name}`}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          {items.map((item, index) => (
            <MenuRow
              key={item.action}
              item={item}
              first={index > 0 && items[index - 1]?.group !== item.group}
              onAct={onAct}
            />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuRow({
  item,
  first,
  onAct,
}: {
  readonly item: Item;
  readonly first: boolean;
  readonly onAct: (action: NodeAction) => void;
}) {
  const { icon: Icon } = item;
  const keys = useKeyLabel();
  return (
    <>
      {first && <DropdownMenu.Separator className={styles.menuRule} />}
      <DropdownMenu.Item
        className={`${styles.menuItem} ${item.danger ? styles.menuDanger : ''}`}
        onSelect={() => onAct(item.action)}
      >
        <Icon size={14} aria-hidden="true" />
        <span>{item.label}</span>
        {item.keys && <span className={styles.menuKeys}>{keys(item.keys)}</span>}
      </DropdownMenu.Item>
    </>
  );
}
