import { z } from 'zod';
import { nodeId } from './ids.ts';
import { problemSchema } from './problem-schema.ts';

/** What a node is to a person; colour and icon follow it (mock/README: kinds). */
export const nodeKind = z.enum([
  'source',
  'seed',
  'model',
  'python',
  'udf',
  'train',
  'predict',
  'test',
  'snapshot',
  'exposure',
  'semantic_model',
  'metric',
  'saved_query',
]);
export type NodeKind = z.infer<typeof nodeKind>;

const DESCRIBED: ReadonlySet<NodeKind> = new Set(['exposure', 'semantic_model', 'metric', 'saved_query']);

/** Whether a node says something of others, and nothing is built for it. */
export const isDescribed = (kind: NodeKind): boolean => DESCRIBED.has(kind);

export const columnInfo = z.object({
  name: z.string(),
  type: z.string().optional(),
  description: z.string().optional(),
  /** Unique ids of the data tests on this column. */
  tests: z.array(nodeId),
});
export type ColumnInfo = z.infer<typeof columnInfo>;

export const relationName = z.object({ schema: z.string(), identifier: z.string() });
export type RelationName = z.infer<typeof relationName>;

/** One node of the project's graph as every screen sees it. JSON-safe. */
export const graphNode = z.object({
  id: nodeId,
  kind: nodeKind,
  name: z.string(),
  /** File that defines it, relative to the project; for a source or generic test its YAML. */
  path: z.string(),
  line: z.number().int().positive().optional(),
  /** Folder shown as a group, for example `models/staging`. */
  folder: z.string(),
  materialized: z.string(),
  relation: relationName.optional(),
  description: z.string(),
  tags: z.array(z.string()),
  columns: z.array(columnInfo),
  dependsOn: z.array(nodeId),
  /** For a test: the node it judges. */
  tests: nodeId.optional(),
  enabled: z.boolean(),
  /** `[package, ...folders, name]`, for selection. */
  fqn: z.array(z.string()).optional(),
  /** The YAML file that describes it. */
  patchPath: z.string().optional(),
  version: z.string().optional(),
  latestVersion: z.string().optional(),
  /** For a generic test: the test it is an instance of. */
  testName: z.string().optional(),
  /** Configs that differ from dbt's defaults, for selection by `config.key:value`. JSON-safe. */
  config: z.record(z.string(), z.unknown()).optional(),
  /** Hash of everything that decides what this node builds (its compiled text and config). A relation built from another checksum is stale. */
  checksum: z.string(),
});
export type GraphNode = z.infer<typeof graphNode>;

export const projectGraph = z.object({
  projectName: z.string(),
  nodes: z.array(graphNode),
  problems: z.array(problemSchema),
  /** Definitions of `selectors.yml` by name. */
  selectors: z.record(z.string(), z.looseObject({})).optional(),
});
export type ProjectGraph = z.infer<typeof projectGraph>;

/** State of one node on a branch, from its last run and the text of now (stale is computed by the browser from `checksum`). */
export const nodeStatus = z.enum([
  'new',
  'fresh',
  'stale',
  'queued',
  'running',
  'failed',
  /** A microbatch model of which some batches were built and others failed. */
  'partial',
  'skipped',
  'warned',
  'passed',
]);
export type NodeStatus = z.infer<typeof nodeStatus>;

/** Whether something went wrong with a node itself, in whole or in part. */
export const hasFailed = (status: NodeStatus | undefined): boolean => status === 'failed' || status === 'partial';

export const nodeState = z.object({
  id: nodeId,
  status: nodeStatus,
  checksum: z.string().optional(),
  rows: z.number().int().nonnegative().optional(),
  ms: z.number().nonnegative().optional(),
  runId: z.string().optional(),
  /** The version of the text that it was built from. */
  versionNumber: z.number().int().optional(),
  at: z.string().optional(),
  problem: problemSchema.optional(),
  /** For a training node: its metric's name and mean. */
  score: z.object({ metric: z.string(), value: z.number(), std: z.number().optional() }).optional(),
  /** For a running step: 0 to 1 where known. */
  fraction: z.number().min(0).max(1).optional(),
});
export type NodeState = z.infer<typeof nodeState>;
