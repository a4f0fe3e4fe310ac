import { parseTemplate } from '../../jinja/parser.ts';
import { SourceText } from '../../jinja/source.ts';
import { BUILTIN_PATH } from '../problem.ts';
import { CROSS_DATABASE_MACROS } from './builtin-sql.ts';
import { GENERIC_TEST_MACROS, NAMING_MACROS } from './builtin-text.ts';
import { CATALOG_MACROS } from './dbt/catalog.ts';
import { CLONE_MACROS } from './dbt/clone.ts';
import { COLUMN_MACROS } from './dbt/columns.ts';
import { CONTRACT_MACROS } from './dbt/contracts.ts';
import { CSV_MACROS } from './dbt/csv.ts';
import { DATE_MACROS } from './dbt/dates.ts';
import { DOCUMENT_MACROS } from './dbt/documents.ts';
import { FUNCTION_MACROS } from './dbt/functions.ts';
import { GRANT_MACROS } from './dbt/grants.ts';
import { HELPER_MACROS } from './dbt/helpers.ts';
import { HOOK_MACROS } from './dbt/hooks.ts';
import { INCREMENTAL_MACROS } from './dbt/incremental.ts';
import { MATERIALIZED_VIEW_MACROS } from './dbt/materialized-views.ts';
import { MERGE_MACROS } from './dbt/merge.ts';
import { MODEL_MACROS } from './dbt/models.ts';
import { OTHER_DATABASE_MACROS } from './dbt/other-databases.ts';
import { RELATION_MACROS } from './dbt/relations.ts';
import { SCHEMA_CHANGE_MACROS } from './dbt/schema-changes.ts';
import { SCHEMA_MACROS } from './dbt/schemas.ts';
import { SNAPSHOT_STRATEGY_MACROS } from './dbt/snapshot-strategies.ts';
import { SNAPSHOT_MACROS } from './dbt/snapshots.ts';
import { STATEMENT_MACROS } from './dbt/statements.ts';
import { TEST_MACROS } from './dbt/tests.ts';
import { UNIT_TEST_MACROS } from './dbt/unit-tests.ts';
import { macroBlocks, macrosOf } from './read.ts';
import { DBT, type MacroDefinition } from './registry.ts';

let known: ReadonlyMap<string, MacroDefinition> | undefined;

/** The macros every project has; a project overrides one by defining its own of that name. */
export function readBuiltinMacros(): Map<string, MacroDefinition> {
  known ??= findAll();
  return new Map(known);
}

/** Their texts, by the name of the file an error would stand in. */
export const BUILTIN_TEXTS = {
  naming: NAMING_MACROS,
  tests: GENERIC_TEST_MACROS,
  sql: CROSS_DATABASE_MACROS,
  dates: DATE_MACROS,
  statements: STATEMENT_MACROS,
  hooks: HOOK_MACROS,
  relations: RELATION_MACROS,
  schemas: SCHEMA_MACROS,
  columns: COLUMN_MACROS,
  grants: GRANT_MACROS,
  documents: DOCUMENT_MACROS,
  models: MODEL_MACROS,
  verdicts: TEST_MACROS,
  unit: UNIT_TEST_MACROS,
  contracts: CONTRACT_MACROS,
  incremental: INCREMENTAL_MACROS,
  materialized_views: MATERIALIZED_VIEW_MACROS,
  merge: MERGE_MACROS,
  schema_changes: SCHEMA_CHANGE_MACROS,
  strategies: SNAPSHOT_STRATEGY_MACROS,
  snapshots: SNAPSHOT_MACROS,
  csv: CSV_MACROS,
  catalog: CATALOG_MACROS,
  clone: CLONE_MACROS,
  functions: FUNCTION_MACROS,
  helpers: HELPER_MACROS,
  other_databases: OTHER_DATABASE_MACROS,
};

function findAll(): ReadonlyMap<string, MacroDefinition> {
  const files = Object.entries(BUILTIN_TEXTS);
  return new Map(files.flatMap(([name, text]) => definitions(text, `${BUILTIN_PATH}${name}.sql`)));
}

/** Each is parsed where it is called: a project calls few of them, and parsing all took a fifth of reading 1,000 models. */
function definitions(text: string, path: string): (readonly [string, MacroDefinition])[] {
  const lines = new SourceText(text, path);
  return macroBlocks(text).map((block) => {
    let parsed: MacroDefinition | undefined;
    const read = (): MacroDefinition => {
      [parsed] = parsed ? [parsed] : macrosOf(parseTemplate(block.text, path, { base: lines.position(block.at) }), DBT);
      if (parsed === undefined) throw new Error(`${path} holds no macro ${block.name}`);
      return parsed;
    };
    const definition: MacroDefinition = {
      packageName: DBT,
      name: block.name,
      path,
      get source() {
        return read().source;
      },
      get statement() {
        return read().statement;
      },
      broken: undefined,
    };
    return [block.name, definition];
  });
}
