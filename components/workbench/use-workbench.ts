'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { usePlace } from '#components/editor/presence.tsx';
import { nodeOfFile } from '#components/graph/near.ts';
import { type ProjectNodes, useProjectNodes } from '#components/graph/use-project-nodes.ts';
import { useLanguage } from '#components/language/use-language.tsx';
import type { ResultsTabId } from '#components/results/panel.tsx';
import { type PreviewControl, usePreview } from '#components/results/use-preview.ts';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { sameSet, useStable } from '#components/shell/use-stable.ts';
import { versionsQuery } from '#lib/client/queries.ts';
import type { ProjectFile } from '#lib/contracts/api.ts';
import { type GraphNode, hasFailed } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { Cursor } from './cursor.ts';
import { FIRST_LAYOUT, layoutSchema, type WorkbenchLayout } from './layout.ts';
import { type Build, useBuild } from './use-build.ts';
import { useDepartures } from './use-departures.ts';
import { useFollow } from './use-follow.ts';
import { useKnowledge } from './use-knowledge.ts';
import { useSettled } from './use-settled.ts';
import { useWorkbenchTabs, type WorkbenchTabs } from './use-workbench-tabs.ts';

/** Everything the workbench's parts share. */
export interface Workbench extends WorkbenchTabs {
  readonly nodes: ProjectNodes;
  readonly path: string | undefined;
  readonly node: GraphNode | undefined;
  readonly preview: PreviewControl;
  readonly build: Build;
  /** What is wrong in the project's text. */
  readonly problems: readonly Problem[];
  /** The same and what the database said of the open file: what stands on its lines. */
  readonly marked: readonly Problem[];
  readonly cursor: Cursor;
  readonly tab: ResultsTabId;
  readonly showTab: (tab: ResultsTabId) => void;
  readonly layout: WorkbenchLayout;
  readonly setLayout: (change: Partial<WorkbenchLayout>) => void;
  readonly changed: ReadonlySet<string>;
  readonly versionNumber: number | undefined;
  /** What the open file said when it was last read; undefined until that is here. */
  readonly stored: string | undefined;
  /** Opens a file at a place, in a tab that stays. */
  readonly go: (path: string, line?: number, column?: number) => void;
}

/** @param first what the file says that shows first, as the page brought it */
export function useWorkbench(first: ProjectFile | undefined): Workbench {
  const { project } = useProject();
  const { files, byPath } = useFiles();
  const { problems } = useLanguage();
  const nodes = useProjectNodes(project.id);
  const tabs = useWorkbenchTabs();
  useDepartures(tabs.tabs.open);
  const [kept, store] = usePreference<WorkbenchLayout>('layout', layoutSchema, FIRST_LAYOUT);
  const [tab, setTab] = useState<ResultsTabId>('results');
  const [cursor] = useState(() => new Cursor());
  const path = tabs.tabs.current;
  const node = useMemo(() => nodeOfFile(nodes.graph, path), [nodes.graph, path]);
  const preview = usePreview(project.id, path, useSettled(), (at) => nodeOfFile(nodes.graph, at)?.checksum);
  const { data: versions } = useQuery(versionsQuery(project.id));
  const changed = useChanged(files, versions?.[0]?.at);
  const marked = useMarked(problems, preview, nodes, node);
  const go = (to: string, line?: number, column?: number) => tabs.open(to, true, line, column);
  useKnowledge(nodes.graph ?? null, go);
  usePlace(path, node?.id);
  useFollow(path, tabs.open);
  const setLayout = (change: Partial<WorkbenchLayout>) => store({ ...kept, ...change });
  return {
    ...tabs,
    nodes,
    path,
    node,
    preview,
    build: useBuild(node, nodes.graph, path),
    problems,
    marked,
    cursor,
    tab,
    showTab: (next) => {
      setTab(next);
      if (!kept.bottomOpen) setLayout({ bottomOpen: true });
    },
    layout: kept,
    setLayout,
    changed,
    versionNumber: versions?.[0]?.number,
    stored: (path && byPath.get(path)?.text) ?? (first?.path === path ? first?.text : undefined),
    go,
  };
}

/** Files written to since the newest version, by the server's clock. */
function useChanged(
  files: readonly { readonly path: string; readonly updatedAt: string }[],
  since: string | undefined,
): ReadonlySet<string> {
  const changed = useMemo(() => {
    if (since === undefined) return new Set<string>();
    const then = Date.parse(since);
    return new Set(files.filter(({ updatedAt }) => Date.parse(updatedAt) > then).map(({ path }) => path));
  }, [files, since]);
  return useStable(changed, sameSet);
}

/** What PostgreSQL or Python said in the last preview and the last run stands on its line too, until the text or the state changes. */
function useMarked(
  problems: readonly Problem[],
  preview: PreviewControl,
  { views }: ProjectNodes,
  node: GraphNode | undefined,
): readonly Problem[] {
  const ran = node && hasFailed(views.get(node.id)?.status) ? views.get(node.id)?.problem : undefined;
  const said = preview.state === 'failed' && preview.failedAs === node?.checksum ? preview.problem : undefined;
  return useMemo(() => {
    const more = [said, ran].filter((problem) => problem?.path !== undefined && problem.line !== undefined);
    return [...problems, ...more.flatMap((problem) => problem ?? [])];
  }, [problems, said, ran]);
}
