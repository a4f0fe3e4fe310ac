'use server';

import { z } from 'zod';
import type { VersionActions } from '#lib/contracts/version.ts';
import * as restores from '#lib/domain/version/restore-store.ts';
import { branchAnswer } from '../../_server/action.ts';

const id = z.string().min(1).max(200);
const wanted = z.object({
  projectId: id,
  branchId: id,
  number: z.number().int().min(1).max(2_147_483_647),
  path: z.string().max(1_000).optional(),
});

export const restoreVersion: VersionActions['restoreVersion'] = async (request) =>
  branchAnswer('editor', wanted, request, (access, branch, { number, path }) =>
    restores.restoreVersion(access, branch, { number, path }),
  );
