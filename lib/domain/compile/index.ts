export { CATALOG_MACRO_NAMES } from './command-macros.ts';
export { type Compiler, compileProject, createCompiler, type ParsedProject } from './compiler.ts';
export { typeOfOid } from './context/type-names.ts';
export { contractMismatch, contractRemedy } from './contract-mismatch.ts';
export type { Batch } from './draft.ts';
export type { CompiledText } from './ephemeral.ts';
export { withoutEchoes } from './missing-packages.ts';
export { passingNode } from './node-graph.ts';
export type {
  CompileOptions,
  DatabasePort,
  DoneSoFar,
  Invocation,
  MainStatement,
  ProjectDescription,
  QueryResult,
  TimeWindow,
} from './options.ts';
export { type QueryComments, queryComments, type Sender } from './query-comments.ts';
export { resolvedRunHooks } from './run-hooks.ts';
export { toGraph } from './to-graph.ts';
