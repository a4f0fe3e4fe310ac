import { didYouMean } from '../../../contracts/near.ts';
import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, PyObject, type Value } from '../../jinja/values/value.ts';
import type { AdapterMethod, AdapterParts } from './adapter.ts';
import { Column } from './column.ts';
import { renderColumn, renderConstraint } from './constraints.ts';
import { IndexConfig } from './index-config.ts';

/** Methods of `adapter` that dbt's materializations build with. */
export function buildMethods(parts: AdapterParts): [string, AdapterMethod][] {
  return [
    ['get_incremental_strategy_macro', (args) => strategyMacro(args, parts)],
    ['builtin_incremental_strategies', () => ['append', 'delete+insert', 'merge', 'insert_overwrite', 'microbatch']],
    ['get_hard_deletes_behavior', (args, caller) => hardDeletes(args, caller)],
    ['valid_snapshot_target', (args, caller) => validTarget(args, caller, parts)],
    ['assert_valid_snapshot_target_given_strategy', (args, caller) => validTarget(args, caller, parts)],
    ['render_raw_columns_constraints', (args) => columnLines(args)],
    ['render_raw_model_constraints', (args) => constraintLines(args)],
    ['parse_index', ({ positional: [raw = null] }) => (raw === null ? null : IndexConfig.parse(raw))],
  ];
}

const STRATEGIES = ['append', 'delete+insert', 'merge', 'microbatch', 'default'];

/** The macro of a strategy: one of dbt's, or the project's `get_incremental_<name>_sql`. */
function strategyMacro(args: CallArguments, { findMacro, macroNames }: AdapterParts): Value {
  const [, strategy = 'default'] = bind('get_incremental_strategy_macro', args, ['model_context', 'strategy'], 1);
  const name = strategy === null ? 'default' : toText(strategy);
  const macro = `get_incremental_${name.replaceAll('+', '_')}_sql`;
  if (name === 'insert_overwrite') throw unknownStrategy(name, `It can be ${STRATEGIES.slice(0, 4).join(', ')}.`);
  const found = findMacro(macro);
  if (found !== undefined) return found;
  const known = macroNames().flatMap((each) => /^get_incremental_(\w+)_sql$/.exec(each)?.[1] ?? []);
  throw unknownStrategy(name, didYouMean(name, [...STRATEGIES, ...known]) ?? `Write a macro ${macro}(arg_dict).`);
}

const unknownStrategy = (name: string, remedy: string): JinjaError =>
  new JinjaError('value', `There is no incremental strategy '${name}' on PostgreSQL.`, {
    code: 'config.incremental_strategy',
    remedy,
  });

function configValue(config: Value, key: string, caller: Caller): Value {
  if (config instanceof PyDict) return config.get(key) ?? null;
  const get = config instanceof PyObject ? config.attribute('get') : undefined;
  return get === undefined ? null : caller.call(get, { positional: [key, null], named: new Map() });
}

function hardDeletes(args: CallArguments, caller: Caller): Value {
  const [config = null] = bind('get_hard_deletes_behavior', args, ['config'], 1);
  const mode = configValue(config, 'hard_deletes', caller);
  if (truth(configValue(config, 'invalidate_hard_deletes', caller))) return 'invalidate';
  return mode === null ? 'ignore' : toText(mode);
}

/** Refuses a table that is no snapshot: it lacks dbt's columns, by the names the config gives them. */
function validTarget(args: CallArguments, caller: Caller, { callMacro, database }: AdapterParts): Value {
  const [relation = null, given = null, strategy = null] = bind(
    'valid_snapshot_target',
    args,
    ['relation', 'column_names', 'strategy'],
    1,
  );
  if (!database.execute) return '';
  const found = toArray(callMacro('get_columns_in_relation', [relation], caller));
  const names = new Set(found.flatMap((each) => (each instanceof Column ? [each.column.toLowerCase()] : [])));
  const wanted = ['dbt_scd_id', 'dbt_valid_from', 'dbt_valid_to'];
  if (strategy instanceof PyDict && strategy.get('hard_deletes') === 'new_record') wanted.push('dbt_is_deleted');
  const named = wanted.map((key) => (given instanceof PyDict ? toText(given.get(key) ?? key) : key));
  const missing = named.filter((name) => !names.has(name.toLowerCase()));
  if (missing.length === 0) return '';
  throw new JinjaError(
    'value',
    `${toText(relation)} is not a snapshot of this config: it has no ${missing.join(', ')}.`,
    {
      code: 'snapshot.target',
      remedy: 'Rename its columns as the config names them, or move the table away so that a new snapshot begins.',
    },
  );
}

function columnLines(args: CallArguments): Value {
  const [columns = null] = bind('render_raw_columns_constraints', args, ['raw_columns'], 1);
  return columns instanceof PyDict ? [...columns.values()].map(renderColumn) : [];
}

function constraintLines(args: CallArguments): Value {
  const [constraints = null] = bind('render_raw_model_constraints', args, ['raw_constraints'], 1);
  const lines = constraints === null ? [] : toArray(constraints).map((each) => renderConstraint(each, 'model'));
  return lines.filter((line) => line !== undefined);
}
