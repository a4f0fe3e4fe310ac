import { ChartGantt, Code, History, Package, SquareKanban, Workflow } from 'lucide-react';
import type { RailItem } from './rail.tsx';

export type ProjectScreen =
  | 'workbench'
  | 'graph'
  | 'runs'
  | 'models'
  | 'train'
  | 'board'
  | 'versions'
  | 'inbox'
  | 'settings';

/** The screens of a project in the rail's order. */
export function projectScreens(href: (screen: string) => string): readonly RailItem[] {
  return [
    { id: 'workbench', label: 'Workbench', href: href(''), icon: Code },
    { id: 'graph', label: 'Graph', href: href('graph'), icon: Workflow },
    { id: 'runs', label: 'Runs', href: href('runs'), icon: ChartGantt },
    { id: 'models', label: 'Models', href: href('models'), icon: Package },
    { id: 'board', label: 'Board', href: href('board'), icon: SquareKanban },
    { id: 'versions', label: 'Versions', href: href('versions'), icon: History },
  ];
}
