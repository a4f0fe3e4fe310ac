'use server';

import { z } from 'zod';
import { type FileActions, fileMove, MOST_FILES } from '#lib/contracts/file.ts';
import type { Result } from '#lib/contracts/problem.ts';
import * as files from '#lib/domain/files/store.ts';
import * as tree from '#lib/domain/files/tree-store.ts';
import { branchAnswer } from '../../_server/action.ts';

const id = z.string().min(1).max(200);
const path = z.string().max(1_000);
const ofBranch = z.object({ projectId: id, branchId: id });
const many = <S extends z.ZodType>(one: S) => z.array(one).min(1).max(MOST_FILES);

/** The documents that changed are told to every page by another way. */
const done = (result: Result<unknown>): Result<null> => (result.ok ? { ok: true, value: null } : result);

export const createFile: FileActions['createFile'] = async (request) =>
  branchAnswer('editor', ofBranch.extend({ path, text: z.string() }), request, files.createFile);

export const moveFiles: FileActions['moveFiles'] = async (request) =>
  branchAnswer('editor', ofBranch.extend({ moves: many(fileMove) }), request, async (access, branch, { moves }) =>
    done(await tree.moveFiles(access, branch, moves)),
  );

export const deleteFiles: FileActions['deleteFiles'] = async (request) =>
  branchAnswer('editor', ofBranch.extend({ paths: many(path) }), request, async (access, branch, { paths }) =>
    done(await tree.deleteFiles(access, branch, paths)),
  );

export const restoreFiles: FileActions['restoreFiles'] = async (request) =>
  branchAnswer('editor', ofBranch.extend({ documentIds: many(id) }), request, async (access, branch, { documentIds }) =>
    done(await tree.restoreFiles(access, branch, documentIds)),
  );
