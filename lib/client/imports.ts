import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { gitRepositories, type ImportAnswer, type ImportRequest, importAnswer } from '#lib/contracts/transfer.ts';
import { getJson, postBytes, postJson } from './fetch.ts';

/** What a person brings: a zip (a folder is packed into one), or a branch of a repository on the server's disk. */
export type ImportFrom =
  | { readonly type: 'zip'; readonly name: string; readonly zip: Blob }
  | { readonly type: 'git'; readonly path: string; readonly branch: string };

/** What is in it; nothing is made. @throws ProblemError */
export const askReport = (from: ImportFrom, root?: string): Promise<ImportAnswer> =>
  send(importAnswer, '/api/imports/report', from, root === undefined ? {} : { root });

const made = z.object({ slug: z.string() });

/** Makes a project of it. @throws ProblemError */
export const makeImport = (from: ImportFrom, { name, root, allowPython }: ImportRequest): Promise<{ slug: string }> =>
  send(made, '/api/imports', from, {
    name,
    ...(root === undefined ? {} : { root }),
    ...(allowPython ? { allowPython: '1' } : {}),
  });

function send<T>(schema: z.ZodType<T>, path: string, from: ImportFrom, given: Record<string, string>): Promise<T> {
  if (from.type === 'zip') {
    return postBytes(schema, `${path}?${new URLSearchParams({ ...given, file: from.name })}`, from.zip);
  }
  return postJson(schema, `${path}?${new URLSearchParams(given)}`, { path: from.path, branch: from.branch });
}

/** The repositories that the server may read. */
export const repositoriesQuery = queryOptions({
  queryKey: ['imports', 'repositories'],
  queryFn: ({ signal }) => getJson(gitRepositories, '/api/imports/repositories', signal),
  retry: false,
  staleTime: 0,
});
