'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { setKnowledge } from '#components/editor/monaco/known.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { catalogQuery } from '#lib/client/queries.ts';
import type { CatalogRelation } from '#lib/contracts/api.ts';
import type { ProjectGraph } from '#lib/contracts/graph.ts';

const NO_RELATIONS: readonly CatalogRelation[] = [];

/** Tells completion, hover and definition what there is, as it changes. */
export function useKnowledge(
  graph: ProjectGraph | null,
  openFile: (path: string, line?: number, column?: number) => void,
): void {
  const { project } = useProject();
  const { files } = useFiles();
  const { data: catalog, failureCount } = useQuery({ ...catalogQuery(project.id), staleTime: 60_000 });
  const latest = useRef(openFile);
  latest.current = openFile;
  const unanswered = failureCount > 0 ? NO_RELATIONS : null;
  useEffect(
    () =>
      setKnowledge({
        graph,
        catalog: catalog ?? unanswered,
        files: files.map(({ path, text }) => [path, text ?? ''] as const),
        openFile: (path, line, column) => latest.current(path, line, column),
      }),
    [graph, catalog, unanswered, files],
  );
}
