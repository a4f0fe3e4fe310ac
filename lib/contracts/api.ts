import { z } from 'zod';
import { nodeState } from './graph.ts';
import { branchId, documentId, personId, projectId, runId, versionId } from './ids.ts';
import { problemSchema } from './problem-schema.ts';
import { runCommand, runEvent, runRequest, runStatus, runStep, stepStatus, unitTestDiff } from './run.ts';
import { trainedModel } from './train.ts';

/**
 * What travels between browser and `web`. Reads are route handlers under `/api`; changes are
 * server actions that take and return these values. Every one authorises.
 */

export const role = z.enum(['owner', 'editor', 'viewer']);
export type Role = z.infer<typeof role>;

export const person = z.object({
  id: personId,
  name: z.string(),
  email: z.string(),
  /** 1 to 5: token `--pN`. */ colour: z.number().int().min(1).max(5),
});
export type Person = z.infer<typeof person>;

/** GET /api/projects → ProjectCard[] */
export const projectCard = z.object({
  id: projectId,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  role,
  members: z.array(person),
  openTasks: z.number().int(),
  files: z.number().int(),
  updatedAt: z.string(),
  lastRun: z.object({ id: runId, number: z.number().int(), status: runStatus, at: z.string() }).optional(),
  bestScore: z
    .object({ model: z.string(), metric: z.string(), value: z.number(), std: z.number().optional() })
    .optional(),
});
export type ProjectCard = z.infer<typeof projectCard>;

/** What a project's layout hands to every screen of it. */
export const projectView = z.object({
  id: projectId,
  slug: z.string(),
  name: z.string(),
  role,
  me: person,
  members: z.array(person.extend({ role })),
  branch: z.object({ id: branchId, name: z.string(), schema: z.string() }),
  /** `version` is empty while it does not answer. */
  database: z.object({ name: z.string(), version: z.string(), role: z.string() }),
  /** What the branch is compiled for: the browser's checksums must be the runner's. */
  target: z.object({
    name: z.string(),
    type: z.literal('postgres'),
    database: z.string(),
    schema: z.string(),
    user: z.string(),
    host: z.string(),
    port: z.number().int(),
    threads: z.number().int(),
  }),
  /** Address of the websocket as the browser reaches it, for example `/collab`. */
  collabPath: z.string(),
  preferences: z.record(z.string(), z.unknown()),
});
export type ProjectView = z.infer<typeof projectView>;

/** GET /api/projects/:id/files → ProjectFile[]; with `?text=1` each has its text. */
export const projectFile = z.object({
  path: z.string(),
  documentId,
  epoch: z.number().int(),
  bytes: z.number().int(),
  text: z.string().optional(),
  updatedAt: z.string(),
});
export type ProjectFile = z.infer<typeof projectFile>;

/** POST /api/collab/ticket {projectId, documentId} → a short-lived ticket for the websocket. */
export const collabTicket = z.object({
  ticket: z.string(),
  documentName: z.string(),
  epoch: z.number().int(),
  readOnly: z.boolean(),
  expiresAt: z.string(),
});
export type CollabTicket = z.infer<typeof collabTicket>;

/** GET /api/projects/:id/state → NodeState[] */
export const stateList = z.array(nodeState);

/** GET /api/projects/:id/catalog → the data database as this person sees it. */
export const catalogRelation = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'view', 'materialized view', 'foreign table', 'partitioned table']),
  estimatedRows: z.number().optional(),
  comment: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
});
export type CatalogRelation = z.infer<typeof catalogRelation>;

/** POST /api/projects/:id/preview. Aborting the request cancels the query. */
export const previewRequest = z.object({
  path: z.string(),
  /** Text selected in the editor; absent is the whole node. */ selection: z.string().max(1_000_000).optional(),
  offset: z.number().int().min(0).default(0),
});
export type PreviewRequest = z.infer<typeof previewRequest>;
export const previewResult = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Text as PostgreSQL prints it, so int8 and numeric stay exact; null is NULL. */
  rows: z.array(z.array(z.string().nullable())),
  more: z.boolean(),
  totalRows: z.number().int().optional(),
  ms: z.number(),
  sql: z.string(),
  outputs: z.array(
    z.object({
      kind: z.enum(['figure', 'table', 'chart', 'value', 'stdout', 'stderr']),
      mime: z.string(),
      data: z.string(),
    }),
  ),
  problem: problemSchema.optional(),
});
export type PreviewResult = z.infer<typeof previewResult>;

/** GET /api/projects/:id/failures?test=… → what a test found: the rows that fail it, or how a unit test's rows differ. */
export const testFailures = z.object({
  test: z.string(),
  /** The failing rows as they are now; of a unit test there are none. */
  rows: previewResult.optional(),
  /** What the last run of a unit test found. */
  diff: unitTestDiff.optional(),
});
export type TestFailures = z.infer<typeof testFailures>;

/** GET /api/projects/:id/runs → RunSummary[], newest first. */
export const runSummary = z.object({
  id: runId,
  number: z.number().int(),
  command: runCommand,
  select: z.array(z.string()),
  status: runStatus,
  by: person,
  queuedAt: z.string(),
  startedAt: z.string().optional(),
  ms: z.number().optional(),
  steps: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  versionId,
  versionNumber: z.number().int(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** GET /api/projects/:id/runs/:runId → RunDetail */
export const runDetail = runSummary.extend({
  request: runRequest,
  problem: problemSchema.optional(),
  plan: z.array(
    runStep.extend({
      status: stepStatus,
      startedAt: z.string().optional(),
      ms: z.number().optional(),
      rows: z.number().optional(),
      failures: z.number().optional(),
      problem: problemSchema.optional(),
    }),
  ),
});
export type RunDetail = z.infer<typeof runDetail>;

/**
 * GET /api/projects/:id/runs/:runId/events: Server-Sent Events. `id:` is the event's sequence,
 * so `Last-Event-ID` resumes without a gap; `data:` is a StoredRunEvent; closes after run_finished.
 * GET /api/projects/:id/events: the same for all runs of the project, live only.
 */
export const storedRunEvent = z.object({ runId, seq: z.number().int(), event: runEvent });
export type StoredRunEvent = z.infer<typeof storedRunEvent>;

/** GET /api/projects/:id/models → TrainedModel[] (every version, newest first) */
export const trainedModelList = z.array(trainedModel);
/** POST /api/projects/:id/models/predict {name, row} → Prediction */
export const prediction = z.object({
  value: z.union([z.string(), z.number(), z.null()]),
  probabilities: z.record(z.string(), z.number()).optional(),
});
export type Prediction = z.infer<typeof prediction>;

/** POST /api/projects/:id/training-check {path} → TrainingCheck (contracts/train.ts) */

/** GET /api/projects/:id/versions → VersionSummary[] */
export const versionSummary = z.object({
  id: versionId,
  number: z.number().int(),
  message: z.string(),
  by: person,
  at: z.string(),
  changed: z.array(z.string()),
  cause: z.enum(['save', 'run', 'import', 'restore', 'create']),
  /** The last run of it. */
  run: z.object({ number: z.number().int(), status: runStatus }).optional(),
});
export type VersionSummary = z.infer<typeof versionSummary>;

/** Every action and JSON route answers with one of these; a Problem is shown, never thrown. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: z.infer<typeof problemSchema> };

/** Server actions a screen gets as props (made in app/**\/actions.ts). */
export interface ProjectActions {
  readonly startRun: (
    request: { projectId: string; branchId: string } & Partial<z.infer<typeof runRequest>> & {
        command: z.infer<typeof runCommand>;
      },
  ) => Promise<Answer<{ runId: string; number: number; versionNumber: number }>>;
  readonly cancelRun: (request: { projectId: string; runId: string }) => Promise<Answer<null>>;
  readonly retryRun: (request: {
    projectId: string;
    runId: string;
  }) => Promise<Answer<{ runId: string; number: number }>>;
  readonly saveVersion: (request: {
    projectId: string;
    branchId: string;
    message: string;
  }) => Promise<Answer<{ versionId: string; number: number }>>;
  readonly savePreferences: (request: {
    projectId: string;
    preferences: Record<string, unknown>;
  }) => Promise<Answer<null>>;
}

/** GET /api/health */
export const health = z.object({
  ok: z.boolean(),
  processes: z.record(
    z.string(),
    z.object({ state: z.enum(['starting', 'up', 'down']), detail: z.string().optional() }),
  ),
});
export type Health = z.infer<typeof health>;
