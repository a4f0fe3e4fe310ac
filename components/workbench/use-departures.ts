'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { useToast } from '#components/ui/index.ts';
import { deletedQuery } from '#lib/client/queries.ts';

/** Says who deleted a file that was open here, with the way back: its tab is gone. */
export function useDepartures(open: readonly string[]): void {
  const { project, mayEdit } = useProject();
  const { files, loading, byPath, restore } = useFiles();
  const cache = useQueryClient();
  const toast = useToast();
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (loading) return;
    const there = new Set<string>(files.map(({ documentId }) => documentId));
    const gone = [...known.current].filter((id) => !there.has(id));
    known.current = new Set(open.flatMap((path) => byPath.get(path)?.documentId ?? []));
    if (gone.length === 0) return;
    void cache.fetchQuery({ ...deletedQuery(project.id), staleTime: 0 }).then((deleted) => {
      for (const file of deleted) {
        if (!gone.includes(file.documentId) || file.by?.id === project.me.id) continue;
        toast({
          text: `${file.by?.name ?? 'Somebody'} deleted ${file.path}.`,
          action: mayEdit ? { label: 'Bring back', onSelect: () => void restore([file.documentId]) } : undefined,
        });
      }
    });
  }, [files, loading, byPath, open, cache, project.id, project.me.id, mayEdit, restore, toast]);
}
