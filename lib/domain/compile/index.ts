export { type Compiler, compileProject, createCompiler } from './compiler.ts';
export type { CompileOptions, DatabasePort, QueryResult } from './options.ts';
export { toGraph } from './to-graph.ts';
