'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { usePlace } from '#components/editor/presence.tsx';
import { type ProjectNodes, useProjectNodes } from '#components/graph/use-project-nodes.ts';
import { useLanguage } from '#components/language/use-language.tsx';
import type { ResultsTabId } from '#components/results/panel.tsx';
import { type PreviewControl, usePreview } from '#components/results/use-preview.ts';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { versionsQuery } from '#lib/client/queries.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
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
  /** Opens a file at a place, in a tab that stays. */
  readonly go: (path: string, line?: number, column?: number) => void;
}

export function useWorkbench(): Workbench {
  const { project } = useProject();
  const { files } = useFiles();
  const { problems } = useLanguage();
  const nodes = useProjectNodes(project.id);
  const tabs = useWorkbenchTabs();
  useDepartures(tabs.tabs.open);
  const [stored, store] = usePreference<WorkbenchLayout>('layout', layoutSchema, FIRST_LAYOUT);
  const [tab, setTab] = useState<ResultsTabId>('results');
  const [cursor] = useState(() => new Cursor());
  const path = tabs.tabs.current;
  const node = useMemo(() => nodeAt(nodes, path), [nodes, path]);
  const preview = usePreview(project.id, path, useSettled(), (at) => nodeAt(nodes, at)?.checksum);
  const { data: versions } = useQuery(versionsQuery(project.id));
  const changed = useChanged(files, versions?.[0]?.at);
  const marked = useMarked(problems, preview, nodes, node);
  const go = (to: string, line?: number, column?: number) => tabs.open(to, true, line, column);
  useKnowledge(nodes.graph ?? null, go);
  usePlace(path, node?.id);
  useFollow(path, tabs.open);
  const setLayout = (change: Partial<WorkbenchLayout>) => store({ ...stored, ...change });
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
      if (!stored.bottomOpen) setLayout({ bottomOpen: true });
    },
    layout: stored,
    setLayout,
    changed,
    versionNumber: versions?.[0]?.number,
    go,
  };
}

/** The node that a file defines; of a YAML file the first it names. */
function nodeAt({ graph }: ProjectNodes, path: string | undefined): GraphNode | undefined {
  const here = graph?.nodes.filter((node) => node.path === path) ?? [];
  return here.find(({ kind }) => kind !== 'test') ?? here[0];
}

/** Files written to since the newest version, by the server's clock. */
function useChanged(
  files: readonly { readonly path: string; readonly updatedAt: string }[],
  since: string | undefined,
): ReadonlySet<string> {
  return useMemo(() => {
    if (since === undefined) return new Set<string>();
    const then = Date.parse(since);
    return new Set(files.filter(({ updatedAt }) => Date.parse(updatedAt) > then).map(({ path }) => path));
  }, [files, since]);
}

/** What PostgreSQL or Python said in the last preview and the last run stands on its line too, until the text or the state changes. */
function useMarked(
  problems: readonly Problem[],
  preview: PreviewControl,
  { views }: ProjectNodes,
  node: GraphNode | undefined,
): readonly Problem[] {
  const ran = node && views.get(node.id)?.status === 'failed' ? views.get(node.id)?.problem : undefined;
  const said = preview.state === 'failed' && preview.failedAs === node?.checksum ? preview.problem : undefined;
  return useMemo(() => {
    const more = [said, ran].filter((problem) => problem?.path !== undefined && problem.line !== undefined);
    return [...problems, ...more.flatMap((problem) => problem ?? [])];
  }, [problems, said, ran]);
}
