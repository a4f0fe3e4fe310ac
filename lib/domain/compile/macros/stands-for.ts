import type { Draft } from '../draft.ts';
import type { MacroRegistry } from './registry.ts';

const COMMON = [
  ...['statement', 'run_hooks', 'load_cached_relation', 'drop_relation', 'drop_relation_if_exists', 'rename_relation'],
  ...['make_intermediate_relation', 'make_temp_relation', 'make_backup_relation', 'get_drop_sql'],
  ...['should_revoke', 'apply_grants', 'get_grant_sql', 'get_dcl_statement_list', 'call_dcl_statements'],
  ...['persist_docs', 'alter_relation_comment', 'alter_column_comment'],
];

/**
 * The macros of dbt that a built-in materialization stands for: a project that overrides one of
 * them has its nodes built by the macros instead.
 */
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  view: [...COMMON, 'get_create_view_as_sql', 'create_view_as', 'drop_view', 'get_replace_view_sql'],
  table: [
    ...COMMON,
    ...['get_create_table_as_sql', 'create_table_as', 'drop_table', 'create_indexes', 'get_create_index_sql'],
  ],
  seed: [
    ...COMMON,
    ...['create_csv_table', 'reset_csv_table', 'load_csv_rows', 'get_csv_sql', 'get_binding_char', 'get_batch_size'],
    ...['get_seed_column_quoted_csv', 'create_indexes', 'get_create_index_sql'],
  ],
  function: [
    ...['statement', 'run_hooks', 'apply_grants', 'function_execute_build_sql', 'scalar_function_sql'],
    ...['scalar_function_create_replace_signature_sql', 'scalar_function_body_sql', 'scalar_function_volatility_sql'],
    ...['formatted_scalar_function_args_sql', 'unsupported_volatility_warning'],
  ],
  test: ['statement', 'get_test_sql', 'get_limit_subquery_sql', 'get_limit_sql'],
};

const NONE: readonly string[] = [];

/** Materializations that are the engine's own: no macro can stand for them. */
const ENGINE = new Set(['ephemeral', 'model', 'prediction']);

/** The materialization whose macro builds a node; undefined when the engine builds it itself. */
export function macroMaterialization(draft: Draft, macros: MacroRegistry): string | undefined {
  if (draft.language !== 'sql' && draft.language !== 'csv') return undefined;
  if (!['model', 'snapshot', 'test', 'seed', 'function'].includes(draft.resourceType)) return undefined;
  const { materialized } = draft.config;
  const name = draft.resourceType === 'test' ? 'test' : typeof materialized === 'string' ? materialized : 'view';
  if (ENGINE.has(name)) return undefined;
  const macro = macros.materialization(name);
  if (macro === undefined) return undefined;
  const isNative = Object.hasOwn(STANDS_FOR, name) && macro.packageName === 'dbt';
  const needsMacro = !isNative || draft.config.sql_header !== undefined;
  const own = STANDS_FOR[name] ?? NONE;
  return needsMacro || macros.isOverridden(own, draft.packageName) ? name : undefined;
}
