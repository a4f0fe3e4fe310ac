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

const OPENING = /\{%-?\s*(macro|test|data_test|materialization)\s+([^\W\d]\w*)/gu;

function readBlocks(file: ResourceFile, packageName: string, whole: JinjaError): MacroFile {
  const macros: MacroDefinition[] = [];
  const lines = new SourceText(file.text, file.path);
  const openings = [...file.text.matchAll(OPENING)];
  for (const [index, opening] of openings.entries()) {
    const end = openings[index + 1]?.index ?? file.text.length;
    const text = file.text.slice(opening.index, end);
    const prefix = opening[1] === 'macro' ? '' : opening[1] === 'materialization' ? 'materialization_' : 'test_';
    try {
      macros.push(...macrosOf(parseTemplate(text, file.path, { base: lines.position(opening.index) }), packageName));
    } catch (error) {
      if (!(error instanceof JinjaError)) throw error;
      macros.push(brokenMacro(file, packageName, prefix + (opening[2] ?? ''), error));
    }
  }
  return { macros, problems: [jinjaProblem(whole, file.path)] };
}

const brokenMacro = (file: ResourceFile, packageName: string, name: string, broken: JinjaError): MacroDefinition => ({
  packageName,
  name,
  path: file.path,
  source: new SourceText(file.text, file.path),
  statement: undefined,
  broken,
});
