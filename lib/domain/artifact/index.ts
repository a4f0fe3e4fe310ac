export {
  CATALOG_QUERY,
  type CatalogRow,
  catalogNodes,
  catalogRows,
  catalogSchemas,
  makeCatalog,
  nameOf,
} from './catalog.ts';
export {
  type Freshness,
  freshnessOutcome,
  freshnessQuestion,
  freshnessStatus,
  hasFreshness,
  makeSources,
} from './freshness.ts';
export { compiledCode } from './manifest/compiled.ts';
export { describeProject } from './manifest/describe.ts';
export { type Done, makeManifest } from './manifest/manifest.ts';
export { hookTexts } from './manifest/operations.ts';
export { targetPath, unitTestPlace } from './manifest/paths.ts';
export type { Json, Manifest, ManifestNode } from './manifest/types.ts';
export { comparesMore } from './manifest/unrendered.ts';
export type { Invocation } from './metadata.ts';
export { adapterResponse, hasRun, isMicrobatch, outcomeOf, toldSteps } from './outcome.ts';
export { earlierAttempt, isBuiltInPart, readManifest, readRunResults, readSourceTimes } from './read.ts';
export { type HookResult, type RunListener, RunLog, type StepResult, writtenIn } from './run-log.ts';
export { hookOutcome, makeOperationResults, makeRunResults } from './run-results.ts';
export { makeSemanticManifest } from './semantic-manifest.ts';
export { compareStates, entryOf } from './state.ts';
