export type { Expression, MacroStatement, Statement, Template } from './ast.ts';
export { JinjaError } from './errors.ts';
export { parseTemplate } from './parser.ts';
export { contextOf, renderTemplate, STANDARD } from './render.ts';
