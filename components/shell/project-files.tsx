'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { filesQuery } from '#lib/client/queries.ts';
import type { Answer, ProjectFile } from '#lib/contracts/api.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import { useProject } from './project-context.tsx';

/** The project's tree and what can be done to it. Every change answers; a refusal is a Problem. */
export interface FilesScope {
  readonly files: readonly ProjectFile[];
  readonly loading: boolean;
  readonly problem: Problem | undefined;
  readonly byPath: ReadonlyMap<string, ProjectFile>;
  readonly create: (path: string, text: string) => Promise<Answer<unknown>>;
  readonly rename: (from: string, to: string) => Promise<Answer<unknown>>;
  readonly remove: (path: string) => Promise<Answer<unknown>>;
  readonly refresh: () => Promise<void>;
}

const Context = createContext<FilesScope | null>(null);
const NONE: readonly ProjectFile[] = [];

export const UNREACHABLE: Problem = {
  code: 'network.unreachable',
  severity: 'error',
  message: 'The server did not answer.',
  remedy: 'Your text is kept here and will be sent. Try again when you are online.',
};

/** A thrown answer as the problem it carries. */
export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : UNREACHABLE;
}

export function FilesProvider({ children }: { readonly children: ReactNode }) {
  const { project, actions } = useProject();
  const cache = useQueryClient();
  const query = useQuery(filesQuery(project.id));
  const scope = useMemo<FilesScope>(() => {
    const files = query.data ?? NONE;
    const at = { projectId: project.id, branchId: project.branch.id };
    const refresh = () => cache.invalidateQueries({ queryKey: filesQuery(project.id).queryKey });
    const change = async (work: Promise<Answer<unknown>>): Promise<Answer<unknown>> => {
      const answer = await work.catch((error: unknown) => ({ ok: false as const, problem: problemOf(error) }));
      if (answer.ok) await refresh();
      return answer;
    };
    return {
      files,
      loading: query.isPending,
      problem: query.error ? problemOf(query.error) : undefined,
      byPath: new Map(files.map((file) => [file.path, file])),
      create: (path, text) => change(actions.createFile({ ...at, path, text })),
      rename: (from, to) => change(actions.renameFile({ ...at, from, to })),
      remove: (path) => change(actions.deleteFile({ ...at, path })),
      refresh,
    };
  }, [query.data, query.isPending, query.error, project.id, project.branch.id, actions, cache]);
  return <Context value={scope}>{children}</Context>;
}

/**
 * The files of the project around.
 * @throws outside a FilesProvider
 */
export function useFiles(): FilesScope {
  const scope = useContext(Context);
  if (!scope) throw new Error('useFiles needs a FilesProvider above it.');
  return scope;
}

/**
 * Tells the language worker of files that came, went or changed after it was opened, so that it need
 * not start anew. Open documents tell it of their keystrokes themselves; `isOpen` leaves them out.
 */
export function useFilesInLanguage(isOpen: (path: string) => boolean): void {
  const { files } = useFiles();
  const { setText, removeFile } = useLanguage();
  const known = useRef<ReadonlyMap<string, string> | undefined>(undefined);
  useEffect(() => {
    if (files.length === 0 && !known.current) return;
    const now = new Map(files.map(({ path, text }) => [path, text ?? '']));
    const before = known.current;
    known.current = now;
    if (!before) return;
    for (const path of before.keys()) if (!now.has(path)) removeFile(path);
    for (const [path, text] of now) if (before.get(path) !== text && !isOpen(path)) setText(path, text);
  }, [files, setText, removeFile, isOpen]);
}
