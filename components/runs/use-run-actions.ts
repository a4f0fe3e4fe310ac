'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback, useState } from 'react';
import type { RunWish } from '#components/graph/commands.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { useRefusal, useToast } from '#components/ui/index.ts';
import { keys } from '#lib/client/queries.ts';
import type { Answer } from '#lib/contracts/api.ts';

export interface RunActions {
  /** True between the click and the server's answer. */
  readonly busy: boolean;
  readonly start: (wish: RunWish) => Promise<{ runId: string; number: number } | undefined>;
  readonly cancel: (runId: string) => Promise<void>;
  readonly retry: (runId: string) => Promise<void>;
}

/** Starts, cancels and retries runs; a refusal is said in the server's words. */
export function useRunActions(): RunActions {
  const { project, actions, href } = useProject();
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const refused = useRefusal();
  const [busy, setBusy] = useState(false);
  const done = useCallback(
    async <T>(work: Promise<Answer<T>>): Promise<T | undefined> => {
      setBusy(true);
      try {
        const answer = await work;
        if (!answer.ok) refused(answer.problem);
        await client.invalidateQueries({ queryKey: keys.part(project.id, 'runs') });
        return answer.ok ? answer.value : undefined;
      } catch {
        refused({ message: 'Insitu did not answer.', remedy: 'Check the connection and try again.' });
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [client, project.id, refused],
  );
  const request = { projectId: project.id, branchId: project.branch.id };
  return {
    busy,
    start: async ({ command, select, fullRefresh }) => {
      const run = await done(actions.startRun({ ...request, command, select: [...select], exclude: [], fullRefresh }));
      if (run) {
        const open = { label: 'Show', onSelect: () => router.push(href(`runs/${run.number}`)) };
        toast({
          mark: 'running',
          text: `Run ${run.number} has started on version ${run.versionNumber}.`,
          action: open,
        });
      }
      return run;
    },
    cancel: async (runId) => {
      await done(actions.cancelRun({ projectId: project.id, runId }));
    },
    retry: async (runId) => {
      const run = await done(actions.retryRun({ projectId: project.id, runId }));
      if (run) router.push(href(`runs/${run.number}`));
    },
  };
}
