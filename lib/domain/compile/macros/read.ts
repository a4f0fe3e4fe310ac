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

function macroName({ kind, name, options }: MacroStatement): string {
  const adapter = options?.named.find((option) => option.name === 'adapter')?.value;
  return dbtName(kind, name, adapter?.type === 'constant' ? String(adapter.value) : undefined);
}

/** dbt's name: `test_x`, `materialization_x_default`. */
function dbtName(kind: string, name: string, adapter = 'default'): string {
  if (kind === 'test' || kind === 'data_test') return `test_${name}`;
  return kind === 'materialization' ? `materialization_${name}_${adapter}` : name;
}

const OPENING =
  /\{#[\s\S]*?#\}|\{%-?\s*(macro|test|data_test|materialization)\s+([^\W\d]\w*)(?:\s*,\s*adapter\s*=\s*['"](\w+)['"])?/gu;

/** A macro's text in a file, found by its opening tag and not parsed. */
export interface MacroBlock {
  /** With dbt's prefix. */
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** The blocks of a file. */
export function macroBlocks(text: string): MacroBlock[] {
  const openings = [...text.matchAll(OPENING)].filter(([, kind]) => kind !== undefined);
  return openings.map((opening, index) => {
    const [, kind = '', name = '', adapter] = opening;
    const block = blockText(text.slice(opening.index, openings[index + 1]?.index), kind);
    return { name: dbtName(kind, name, adapter), text: block, at: opening.index };
  });
}

/** What stands between blocks is nothing to dbt: only the blocks are read. */
function readBlocks(file: ResourceFile, packageName: string, whole: JinjaError): MacroFile {
  const macros: MacroDefinition[] = [];
  const faults: JinjaError[] = [];
  const lines = new SourceText(file.text, file.path);
  for (const { name, text, at } of macroBlocks(file.text)) {
    try {
      macros.push(...macrosOf(parseTemplate(text, file.path, { base: lines.position(at) }), packageName));
    } catch (error) {
      if (!(error instanceof JinjaError)) throw error;
      faults.push(error);
      macros.push(brokenMacro(file, packageName, name, error));
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
