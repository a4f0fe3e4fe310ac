import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import {
  catalogRelation,
  type PreviewRequest,
  type PreviewResult,
  prediction,
  previewResult,
  projectFile,
  runDetail,
  runSummary,
  stateList,
  testFailures,
  trainedModelList,
  versionSummary,
} from '#lib/contracts/api.ts';
import { deletedFile } from '#lib/contracts/file.ts';
import { auditPage, memberList, openSession, readerList } from '#lib/contracts/people.ts';
import { inbox, taskBoard, taskDetail } from '#lib/contracts/task.ts';
import { trainingCheck } from '#lib/contracts/train.ts';
import { fileAtVersion, fileBlame, versionComparison } from '#lib/contracts/version.ts';
import { getJson, postJson, sendBytes } from './fetch.ts';

/**
 * What a screen reads, one option a route of contracts/api.ts. Keys begin with the project, so that
 * one invalidation renews a project.
 */
export const keys = {
  project: (projectId: string) => ['project', projectId] as const,
  part: (projectId: string, ...part: readonly string[]) => ['project', projectId, ...part] as const,
};

const at = (projectId: string, rest: string): string => `/api/projects/${encodeURIComponent(projectId)}/${rest}`;

function projectPart<T>(projectId: string, part: readonly string[], rest: string, schema: z.ZodType<T>) {
  return queryOptions({
    queryKey: keys.part(projectId, ...part),
    queryFn: ({ signal }) => getJson(schema, at(projectId, rest), signal),
  });
}

/** All files with their text: what the language worker opens. */
export const filesQuery = (projectId: string) =>
  projectPart(projectId, ['files'], 'files?text=1', z.array(projectFile));

/** Which files there are and when each was written last, without their texts. */
export const readFileList = (projectId: string) => getJson(z.array(projectFile), at(projectId, 'files'));

/** The same of some documents: what was written since. */
export const readFiles = (projectId: string, documentIds: readonly string[]) =>
  getJson(
    z.array(projectFile),
    at(projectId, `files?${new URLSearchParams([['text', '1'], ...documentIds.map((id) => ['document', id])])}`),
  );

/** Files that were deleted and can come back. */
export const deletedQuery = (projectId: string) =>
  projectPart(projectId, ['files', 'deleted'], 'files/deleted', z.array(deletedFile));

/** Sends a file from this person's disk. @throws ProblemError with the refusal */
export async function uploadFile(projectId: string, path: string, file: Blob, replace: boolean): Promise<void> {
  const search = new URLSearchParams({ path, ...(replace ? { replace: '1' } : {}) });
  await sendBytes(at(projectId, `files/upload?${search}`), file);
}

export const stateQuery = (projectId: string) => projectPart(projectId, ['state'], 'state', stateList);

export const catalogQuery = (projectId: string) =>
  projectPart(projectId, ['catalog'], 'catalog', z.array(catalogRelation));

export const runsQuery = (projectId: string) => projectPart(projectId, ['runs'], 'runs', z.array(runSummary));

export const runQuery = (projectId: string, runId: string) =>
  projectPart(projectId, ['run', runId], `runs/${encodeURIComponent(runId)}`, runDetail);

export const modelsQuery = (projectId: string) => projectPart(projectId, ['models'], 'models', trainedModelList);

export const versionsQuery = (projectId: string) =>
  projectPart(projectId, ['versions'], 'versions', z.array(versionSummary));

/**
 * The Train screen's look at the data before a fit.
 * @param version a number that grows with the text, so that an edited recipe is checked anew
 */
export const trainingCheckQuery = (projectId: string, path: string, version: number) =>
  queryOptions({
    queryKey: keys.part(projectId, 'training-check', path, String(version)),
    queryFn: ({ signal }) => postJson(trainingCheck, at(projectId, 'training-check'), { path }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Runs a node or a selection as the person's own role. Aborting cancels the query in the database. */
export const preview = (projectId: string, request: PreviewRequest, signal: AbortSignal): Promise<PreviewResult> =>
  postJson(previewResult, at(projectId, 'preview'), request, signal);

/** What a test found. @param at when it ran last: another run is another answer */
export const testFailuresQuery = (projectId: string, test: string, at: string) => ({
  ...projectPart(projectId, ['failures', test, at], `failures?${new URLSearchParams({ test })}`, testFailures),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** One row through a trained model, in the database. */
export const predict = (projectId: string, name: string, row: Readonly<Record<string, unknown>>) =>
  postJson(prediction, at(projectId, 'models/predict'), { name, row });

/** Every task of the project, in the order of the board. */
export const boardQuery = (projectId: string) => projectPart(projectId, ['tasks', 'board'], 'tasks', taskBoard);

export const taskQuery = (projectId: string, number: number) =>
  projectPart(projectId, ['tasks', String(number)], `tasks/${number}`, taskDetail);

/** The inbox of the one who is signed in, over all projects. */
export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: ({ signal }) => getJson(inbox, '/api/inbox', signal),
});

export const membersQuery = (projectId: string) => projectPart(projectId, ['members'], 'members', memberList);

export const readersQuery = (projectId: string) => projectPart(projectId, ['readers'], 'readers', readerList);

/** Where a project's audit log is, and with no project that of the installation. */
export const auditAddress = (projectId?: string): string =>
  projectId === undefined ? '/api/audit' : at(projectId, 'audit');

/** The audit log of a project, or with none that of the installation, page by page back in time. */
export const auditQuery = (projectId?: string) =>
  infiniteQueryOptions({
    queryKey: projectId === undefined ? ['audit'] : keys.part(projectId, 'audit'),
    initialPageParam: 0,
    queryFn: ({ signal, pageParam }) =>
      getJson(auditPage, `${auditAddress(projectId)}${pageParam ? `?before=${pageParam}` : ''}`, signal),
    getNextPageParam: ({ entries }) => (entries.length < 200 ? undefined : entries.at(-1)?.seq),
  });

/** Where the one who is signed in is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => getJson(z.array(openSession), '/api/sessions', signal),
});

const timelinePage = 200;

/** Versions page by page back in time. @param path only those in which this file changed */
export const timelineQuery = (projectId: string, path: string | undefined) =>
  infiniteQueryOptions({
    queryKey: keys.part(projectId, 'versions', 'timeline', path ?? ''),
    initialPageParam: 0,
    queryFn: ({ signal, pageParam }) => {
      const search = new URLSearchParams(path === undefined ? {} : { path });
      if (pageParam) search.set('before', String(pageParam));
      return getJson(z.array(versionSummary), at(projectId, `versions?${search}`), signal);
    },
    getNextPageParam: (page) => (page.length < timelinePage ? undefined : page.at(-1)?.number),
  });

export const comparisonQuery = (projectId: string, old: string, now: string) =>
  projectPart(
    projectId,
    ['versions', 'compare', old, now],
    `versions/compare?${new URLSearchParams({ old, new: now })}`,
    versionComparison,
  );

/** A file's text at a version's number, 0 for nothing, or `draft`. */
export const fileAtQuery = (projectId: string, point: string, path: string) =>
  projectPart(
    projectId,
    ['versions', 'file', point, path],
    `versions/file?${new URLSearchParams({ at: point, path })}`,
    fileAtVersion,
  );

/** Who wrote each line of a file, as its newest version has it. */
export const blameQuery = (projectId: string, path: string) =>
  projectPart(projectId, ['versions', 'blame', path], `versions/blame?${new URLSearchParams({ path })}`, fileBlame);
