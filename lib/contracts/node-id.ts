import type { NodeId } from './ids.ts';

/** A test's id is as long as its name, which holds its arguments. */
export const NODE_ID_MAX = 2_000;

/** What the schema `nodeId` asks, without zod: a compiler gives an id to each of 30,000 nodes. */
export const isNodeId = (id: string): id is NodeId => id !== '' && id.length <= NODE_ID_MAX;
