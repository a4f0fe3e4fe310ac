import type { Problem } from '../../../contracts/problem.ts';
import type { MacroStatement, Statement, Template } from '../../jinja/ast.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { SourceText } from '../../jinja/source.ts';
import type { ResourceFile } from '../../project/index.ts';
import { jinjaProblem } from '../problem.ts';
import type { MacroDefinition } from './registry.ts';

export interface MacroFile {
  readonly macros: readonly MacroDefinition[];
  readonly problems: readonly Problem[];
}

/**
 * The macros of one file. A file that can't be parsed as a whole is read block by block, so that
 * one broken macro hides no other; it becomes an error where it is called.
 */
export function readMacroFile(file: ResourceFile, packageName: string): MacroFile {
  try {
    const template = parseTemplate(file.text, file.path);
    return { macros: macrosOf(template, packageName), problems: [] };
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    return readBlocks(file, packageName, error);
  }
}

/** Macros at the top level of a template. */
export function macrosOf(template: Template, packageName: string): MacroDefinition[] {
  return template.body.filter(isMacro).map((statement) => ({
    packageName,
    name: macroName(statement),
    path: template.source.path,
    source: template.source,
    statement,
    broken: undefined,
  }));
}

const isMacro = (statement: Statement): statement is MacroStatement => statement.type === 'macro';

/** dbt's name: `test_x`, `materialization_x_default`. */
function macroName(statement: MacroStatement): string {
  if (statement.kind === 'test' || statement.kind === 'data_test') return `test_${statement.name}`;
  if (statement.kind !== 'materialization') return statement.name;
  const adapter = statement.options?.named.find((option) => option.name === 'adapter')?.value;
  return `materialization_${statement.name}_${adapter?.type === 'constant' ? String(adapter.value) : 'default'}`;
}

const OPENING = /\{#[\s\S]*?#\}|\{%-?\s*(macro|test|data_test|materialization)\s+([^\W\d]\w*)/gu;

/** What stands between blocks is nothing to dbt: only the blocks are read. */
function readBlocks(file: ResourceFile, packageName: string, whole: JinjaError): MacroFile {
  const macros: MacroDefinition[] = [];
  const faults: JinjaError[] = [];
  const lines = new SourceText(file.text, file.path);
  const openings = [...file.text.matchAll(OPENING)].filter(([, kind]) => kind !== undefined);
  for (const [index, opening] of openings.entries()) {
    const [, kind = '', name = ''] = opening;
    const text = blockText(file.text.slice(opening.index, openings[index + 1]?.index), kind);
    try {
      macros.push(...macrosOf(parseTemplate(text, file.path, { base: lines.position(opening.index) }), packageName));
    } catch (error) {
      if (!(error instanceof JinjaError)) throw error;
      faults.push(error);
      const prefix = kind === 'macro' ? '' : kind === 'materialization' ? 'materialization_' : 'test_';
      macros.push(brokenMacro(file, packageName, prefix + name, error));
    }
  }
  return { macros, problems: faults.length > 0 ? [jinjaProblem(whole, file.path)] : [] };
}

/** A block up to its closing tag; all of the text when it has none. */
function blockText(text: string, kind: string): string {
  const close = new RegExp(`\\{%[-+]?\\s*end${kind}\\s*[-+]?%\\}`, 'u').exec(text);
  return close === null ? text : text.slice(0, close.index + close[0].length);
}

const brokenMacro = (file: ResourceFile, packageName: string, name: string, broken: JinjaError): MacroDefinition => ({
  packageName,
  name,
  path: file.path,
  source: new SourceText(file.text, file.path),
  statement: undefined,
  broken,
});
