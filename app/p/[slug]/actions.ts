'use server';

import { z } from 'zod';
import type { ProjectActions } from '#lib/contracts/api.ts';
import { runId } from '#lib/contracts/ids.ts';
import { runCommand } from '#lib/contracts/run.ts';
import * as project from '#lib/domain/project/store.ts';
import * as runs from '#lib/domain/runs/start-store.ts';
import * as versions from '#lib/domain/version/store.ts';
import { branchAnswer, projectAnswer } from '../../_server/action.ts';

const id = z.string().min(1).max(200);
const ofProject = z.object({ projectId: id });
const ofBranch = ofProject.extend({ branchId: id });
const selectors = z.array(z.string().min(1).max(500)).max(1_000).default([]);

const runOfBranch = ofBranch.extend({
  command: runCommand,
  select: selectors,
  exclude: selectors,
  fullRefresh: z.boolean().default(false),
  vars: z.record(z.string(), z.unknown()).default({}),
  retryOf: runId.optional(),
});

export const startRun: ProjectActions['startRun'] = async (request) =>
  branchAnswer('editor', runOfBranch, request, (access, branch, { projectId: _p, branchId: _b, ...run }) =>
    runs.startRun(access, branch, run),
  );

export const cancelRun: ProjectActions['cancelRun'] = async (request) =>
  projectAnswer('editor', ofProject.extend({ runId: id }), request, (access, run) =>
    runs.requestCancel(access, run.runId),
  );

export const retryRun: ProjectActions['retryRun'] = async (request) =>
  projectAnswer('editor', ofProject.extend({ runId: id }), request, (access, run) => runs.retryRun(access, run.runId));

export const saveVersion: ProjectActions['saveVersion'] = async (request) =>
  branchAnswer('editor', ofBranch.extend({ message: z.string().max(10_000) }), request, (access, branch, { message }) =>
    versions.saveVersion(access, branch, message),
  );

export const savePreferences: ProjectActions['savePreferences'] = async (request) =>
  projectAnswer(
    'viewer',
    ofProject.extend({ preferences: z.record(z.string(), z.unknown()) }),
    request,
    (access, asked) => project.savePreferences(access, asked.preferences),
  );
