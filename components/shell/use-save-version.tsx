'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useToast } from '#components/ui/index.ts';
import { keys } from '#lib/client/queries.ts';
import { useProject } from './project-context.tsx';
import { useHotkeys } from './use-hotkeys.ts';

export interface SaveVersion {
  readonly save: () => void;
  readonly saving: boolean;
}

/** ⌘S: keeps the whole tree as a version. Drafts are stored anyway; this names a moment. */
export function useSaveVersion(): SaveVersion {
  const { project, actions, mayEdit } = useProject();
  const toast = useToast();
  const cache = useQueryClient();
  const [saving, setSaving] = useState(false);
  const save = useCallback(async () => {
    if (!mayEdit || saving) return;
    setSaving(true);
    const answer = await actions
      .saveVersion({ projectId: project.id, branchId: project.branch.id, message: '' })
      .catch(() => ({
        ok: false as const,
        problem: { message: 'The server did not answer; your text is kept here.' },
      }));
    setSaving(false);
    if (answer.ok) toast({ text: `Version ${answer.value.number} saved` });
    else toast({ mark: 'failed', text: answer.problem.message });
    if (answer.ok) {
      for (const part of ['versions', 'files']) void cache.invalidateQueries({ queryKey: keys.part(project.id, part) });
    }
  }, [mayEdit, saving, actions, project.id, project.branch.id, toast, cache]);
  useHotkeys({ 'mod+s': () => void save() });
  return { save: () => void save(), saving };
}
