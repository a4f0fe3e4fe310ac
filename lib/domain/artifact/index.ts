export { CATALOG_QUERY, catalogSchemas, makeCatalog } from './catalog.ts';
export { type Freshness, freshnessQuery, freshnessStatus, hasFreshness, makeSources } from './freshness.ts';
export { makeManifest } from './manifest/manifest.ts';
export type { Json, Manifest, ManifestNode } from './manifest/types.ts';
export type { Invocation } from './metadata.ts';
export { readManifest, readRunResults, readSourceTimes } from './read.ts';
export { RunLog } from './run-log.ts';
export { makeRunResults } from './run-results.ts';
export { compareStates, entryOf } from './state.ts';
