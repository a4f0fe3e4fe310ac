import { z } from 'zod';
import { NODE_ID_MAX } from './node-id.ts';

/** Opaque identifiers. A brand keeps a run's id from being passed where a project's is meant. */
const brand = <B extends string>(most = 200) => z.string().min(1).max(most).brand<B>();

export const personId = brand<'PersonId'>();
export const projectId = brand<'ProjectId'>();
export const branchId = brand<'BranchId'>();
export const documentId = brand<'DocumentId'>();
export const versionId = brand<'VersionId'>();
export const runId = brand<'RunId'>();
/** dbt's unique id, for example `model.flights.stg_flights`; a test's is as long as its name, which holds its arguments. */
export const nodeId = brand<'NodeId'>(NODE_ID_MAX);

export type PersonId = z.infer<typeof personId>;
export type ProjectId = z.infer<typeof projectId>;
export type BranchId = z.infer<typeof branchId>;
export type DocumentId = z.infer<typeof documentId>;
export type VersionId = z.infer<typeof versionId>;
export type RunId = z.infer<typeof runId>;
export type NodeId = z.infer<typeof nodeId>;
