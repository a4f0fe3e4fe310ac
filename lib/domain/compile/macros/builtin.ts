import { parseTemplate } from '../../jinja/parser.ts';
import { BUILTIN_PATH } from '../problem.ts';
import { CROSS_DATABASE_MACROS } from './builtin-sql.ts';
import { GENERIC_TEST_MACROS, NAMING_MACROS } from './builtin-text.ts';
import { macrosOf } from './read.ts';
import { DBT, type MacroDefinition } from './registry.ts';

let known: ReadonlyMap<string, MacroDefinition> | undefined;

/** The macros every project has; a project overrides one by defining its own of that name. */
export function readBuiltinMacros(): Map<string, MacroDefinition> {
  known ??= parseAll();
  return new Map(known);
}

function parseAll(): ReadonlyMap<string, MacroDefinition> {
  const macros = new Map<string, MacroDefinition>();
  const texts = { naming: NAMING_MACROS, tests: GENERIC_TEST_MACROS, sql: CROSS_DATABASE_MACROS };
  for (const [name, text] of Object.entries(texts)) {
    for (const macro of macrosOf(parseTemplate(text, `${BUILTIN_PATH}${name}.sql`), DBT)) macros.set(macro.name, macro);
  }
  return macros;
}
