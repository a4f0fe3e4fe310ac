'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useLanguageActs } from '#components/language/use-language.tsx';
import { filesQuery, readFileList, readFiles, uploadFile } from '#lib/client/queries.ts';
import type { Answer, ProjectFile } from '#lib/contracts/api.ts';
import type { FileMove } from '#lib/contracts/file.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import { newsOf } from './file-news.ts';
import { useProject } from './project-context.tsx';

/** The project's tree and what can be done to it. Every change answers; a refusal is a Problem. */
export interface FilesScope {
  readonly files: readonly ProjectFile[];
  /** Not even their names are here. */
  readonly loading: boolean;
  /** Their texts are here too. */
  readonly complete: boolean;
  readonly problem: Problem | undefined;
  readonly byPath: ReadonlyMap<string, ProjectFile>;
  readonly create: (path: string, text: string) => Promise<Answer<unknown>>;
  readonly move: (moves: readonly FileMove[]) => Promise<Answer<unknown>>;
  readonly remove: (paths: readonly string[]) => Promise<Answer<unknown>>;
  /** Brings deleted files back. */
  readonly restore: (documentIds: readonly string[]) => Promise<Answer<unknown>>;
  /** Sends a file from this person's disk; `replace` lets one that is there say what it says. */
  readonly upload: (path: string, file: Blob, replace: boolean) => Promise<Answer<unknown>>;
  /** What documents say since an edit over several of them. */
  readonly says: (texts: ReadonlyMap<string, string>) => void;
  /** Reads the list again, or of some documents what they say. */
  readonly refresh: (documentIds?: readonly string[]) => Promise<void>;
  /** Reads what has changed while nobody could tell this page. */
  readonly catchUp: () => Promise<void>;
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

/** @param tree the files without their texts, as the page brought them */
export function FilesProvider({
  tree,
  children,
}: {
  readonly tree: readonly ProjectFile[] | undefined;
  readonly children: ReactNode;
}) {
  const { project, files: actions } = useProject();
  const cache = useQueryClient();
  const query = useQuery(filesQuery(project.id));
  // Stable while the list changes: who listens for changes need not listen anew with each.
  const acts = useMemo(() => {
    const at = { projectId: project.id, branchId: project.branch.id };
    const { queryKey } = filesQuery(project.id);
    /** A whole list that is on its way may be older than what this page was just told. */
    const onItsWay = () =>
      cache
        .getQueryCache()
        .find({ queryKey, exact: true })
        ?.promise?.catch(() => undefined);
    const all = async () => {
      // The first list is not asked for again while it is on its way: the word would be lost.
      if (cache.getQueryData(queryKey) === undefined) await onItsWay();
      return cache.invalidateQueries({ queryKey });
    };
    const refresh = async (documentIds?: readonly string[]): Promise<void> => {
      if (documentIds === undefined) return all();
      const changes = () => cache.getQueryState(queryKey)?.dataUpdateCount;
      const before = changes();
      const fresh = await readFiles(project.id, documentIds).catch(() => undefined);
      await onItsWay();
      // What can't be read now is read with the next change.
      if (!fresh) return;
      // Which of two answers is the newer no clock says: where another came meanwhile, this is asked again.
      if (changes() !== before) return refresh(documentIds);
      cache.setQueryData(queryKey, (list) => list && withFresh(list, fresh));
    };
    const catchUp = async () => {
      const now = await readFileList(project.id).catch(() => undefined);
      await onItsWay();
      const known = cache.getQueryData(queryKey);
      if (!now || !known) return;
      const news = newsOf(known, now);
      if (news === 'files') await all();
      else if (news.length > 0) await refresh(news);
    };
    const change = async (work: Promise<Answer<unknown>>): Promise<Answer<unknown>> => {
      const answer = await work.catch((error: unknown) => ({ ok: false as const, problem: problemOf(error) }));
      if (answer.ok) await refresh();
      return answer;
    };
    return {
      create: (path, text) => change(actions.createFile({ ...at, path, text })),
      move: (moves) => change(actions.moveFiles({ ...at, moves: [...moves] })),
      remove: (paths) => change(actions.deleteFiles({ ...at, paths: [...paths] })),
      restore: (documentIds) => change(actions.restoreFiles({ ...at, documentIds: [...documentIds] })),
      upload: (path, file, replace) =>
        change(uploadFile(project.id, path, file, replace).then(() => ({ ok: true, value: null }))),
      says: (texts) =>
        cache.setQueryData(queryKey, (before) =>
          before?.map((file) => ({ ...file, text: texts.get(file.documentId) ?? file.text })),
        ),
      refresh,
      catchUp,
    } satisfies Partial<FilesScope>;
  }, [project.id, project.branch.id, actions, cache]);
  const [first] = useState(tree);
  const list = query.data ?? first;
  const complete = query.data !== undefined;
  const scope = useMemo<FilesScope>(() => {
    const files = list ?? NONE;
    return {
      ...acts,
      files,
      loading: list === undefined && query.isPending,
      complete,
      problem: query.error ? problemOf(query.error) : undefined,
      byPath: new Map(files.map((file) => [file.path, file])),
    };
  }, [acts, list, complete, query.isPending, query.error]);
  return <Context value={scope}>{children}</Context>;
}

function withFresh(before: readonly ProjectFile[], fresh: readonly ProjectFile[]): ProjectFile[] {
  const byId = new Map(fresh.map((file) => [file.documentId, file]));
  return before.map((file) => byId.get(file.documentId) ?? file);
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
  const { files, complete } = useFiles();
  const { setText, removeFile } = useLanguageActs();
  const known = useRef<ReadonlyMap<string, string> | undefined>(undefined);
  useEffect(() => {
    if (!complete) return;
    const now = new Map(files.map(({ path, text }) => [path, text ?? '']));
    const before = known.current;
    known.current = now;
    if (!before) return;
    for (const path of before.keys()) if (!now.has(path)) removeFile(path);
    for (const [path, text] of now) if (before.get(path) !== text && !isOpen(path)) setText(path, text);
  }, [files, complete, setText, removeFile, isOpen]);
}
