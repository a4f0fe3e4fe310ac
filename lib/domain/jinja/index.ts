export type { Expression, MacroStatement, Statement, Template } from './ast.ts';
export { parseTemplate } from './parser.ts';
export { contextOf, renderTemplate } from './render.ts';
