export { type Compiler, compileProject, createCompiler, type ParsedProject } from './compiler.ts';
export type { CompileOptions, DatabasePort, QueryResult } from './options.ts';
export { toGraph } from './to-graph.ts';
