'use client';
import { useQuery } from '@tanstack/react-query';
import type { editor } from 'monaco-editor/editor/editor.api.js';
import { useEffect } from 'react';
import { z } from 'zod';
import { formatAgo } from '#components/charts/format.ts';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { blameQuery } from '#lib/client/queries.ts';
import type { BlameLine } from '#lib/contracts/version.ts';
import { showBlame } from './monaco/blame.ts';

const on = z.boolean();

/** Whether the editor says who wrote the cursor's line; remembered. */
export const useBlameChoice = (): readonly [boolean, (value: boolean) => void] => usePreference('blame', on, false);

/** Who wrote the line of the cursor, behind it, while that is chosen. */
export function useBlame(view: editor.IStandaloneCodeEditor | undefined, path: string, open: boolean): void {
  const { project } = useProject();
  const [chosen] = useBlameChoice();
  const { data } = useQuery({ ...blameQuery(project.id, path), enabled: chosen });
  useEffect(() => {
    if (!view || !open || !chosen || !data) return;
    return showBlame(view, data, (line) => words(line, Date.now()));
  }, [view, open, chosen, data]);
}

function words(line: BlameLine | undefined, now: number): string {
  if (!line) return 'not in a version yet';
  const message = line.message === '' ? '' : `: ${line.message}`;
  return `${line.by.name}, ${formatAgo(line.at, now)}, version ${line.version}${message}`;
}
