import type { ContractSpec } from '../../contracts/compilation.ts';
import { PyDict } from '../jinja/values/collections.ts';
import { fromJs } from '../jinja/values/convert.ts';
import { toText } from '../jinja/values/text.ts';
import type { Value } from '../jinja/values/value.ts';
import { child, listOf, type PropertyEntry, scalarText, type Yaml } from '../project/index.ts';
import { recordOf, textOf } from './config/read.ts';
import { translateType } from './context/column.ts';
import { relationOf } from './context/compile-names.ts';
import { renderColumn, renderConstraint } from './context/constraints.ts';
import type { Config, Draft, RefCall, SourceCall } from './draft.ts';
import { md5Hex } from './hash.ts';
import type { Lookup } from './lookup.ts';
import { renderingOf } from './nodes/properties.ts';
import { writtenCall } from './nodes/written-call.ts';
import type { Quoting } from './quoting.ts';
import { quoteName } from './relation.ts';
import type { ConfigFault } from './training-config.ts';
import type { Workspace } from './workspace.ts';
import { renderYaml } from './yaml-render.ts';

/** What a node's YAML promises of its relation, as macros see it: `model.columns` and `model.constraints`. */
export interface Promised {
  readonly columns: PyDict;
  readonly constraints: readonly Value[];
}

export const isEnforced = (config: Config): boolean => recordOf(config.contract).enforced === true;

/** Reads the columns and constraints of a node's entry, with what foreign keys refer to resolved. */
export function promised(workspace: Workspace, draft: Draft, lookup: Lookup): Promised {
  const entry = draft.origin?.entry;
  if (entry === undefined) return { columns: new PyDict(), constraints: [] };
  const rendering = renderingOf(workspace, entry);
  const plain = (yaml: Yaml): Record<string, unknown> => ({ ...recordOf(renderYaml(yaml, rendering)) });
  const resolved = (value: unknown): unknown =>
    withTarget(recordOf(value), draft, lookup, workspace.project.root.config.quoting);
  const descriptions = new Map(draft.columns.map(({ name, description }) => [name, description]));
  const columns = listOf(child(entry.yaml, 'columns')).flatMap((yaml) => {
    const name = scalarText(child(yaml, 'name'));
    if (name === undefined) return [];
    const column = plain(yaml);
    const constraints = listIn(column.constraints).map(resolved);
    const facts = {
      meta: {},
      tags: [],
      quote: null,
      ...column,
      name,
      ...(typeof column.data_type === 'string' ? { data_type: translateType(column.data_type) } : {}),
      constraints,
      description: descriptions.get(name) ?? '',
    };
    return [[name, fromJs(facts)] as const];
  });
  const constraints = listOf(child(entry.yaml, 'constraints')).map((yaml) => fromJs(resolved(plain(yaml))));
  return { columns: new PyDict(columns), constraints };
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `to: ref('orders')` names the relation of that node. */
function withTarget(
  constraint: Readonly<Record<string, unknown>>,
  draft: Draft,
  lookup: Lookup,
  quoting: Quoting,
): unknown {
  const to = foreignKeyRelation(constraint, draft, lookup, quoting);
  return to === undefined ? constraint : { ...constraint, to };
}

/** The relation that a foreign key refers to by a `ref` or `source`, as SQL; undefined for any other constraint. */
export function foreignKeyRelation(
  { type, to }: Readonly<Record<string, unknown>>,
  draft: Draft,
  lookup: Lookup,
  quoting: Quoting,
): string | undefined {
  if (type !== 'foreign_key' || typeof to !== 'string') return undefined;
  const call = writtenCall(to, { path: draft.path, line: 1, column: 1 });
  if (call === undefined) return undefined;
  const target = 'table' in call ? lookup.source(call, draft.packageName) : lookup.ref(call, draft.packageName);
  return target === undefined ? undefined : toText(relationOf(target, quoting));
}

/** What foreign keys refer to, those of the model before those of its columns: it is built before. */
export function constraintCalls(entry: PropertyEntry | undefined): Pick<Draft, 'refs' | 'sources'> {
  if (entry === undefined) return { refs: [], sources: [] };
  const lists = [entry.yaml, ...listOf(child(entry.yaml, 'columns'))].flatMap((yaml) =>
    listOf(child(yaml, 'constraints')),
  );
  const calls = lists.flatMap((constraint) => {
    const to = child(constraint, 'to');
    if (to === undefined || scalarText(child(constraint, 'type')) !== 'foreign_key') return [];
    return writtenCall(scalarText(to) ?? '', { path: entry.path, ...entry.file.position(to.at) }) ?? [];
  });
  return {
    refs: calls.filter((call): call is RefCall => !('table' in call)),
    sources: calls.filter((call): call is SourceCall => 'table' in call),
  };
}

/** The contract of a table or view as it is built: the columns and what CREATE TABLE says of them. */
export function contractSpec({ relation, name }: Draft, { columns, constraints }: Promised): ContractSpec {
  const dicts = columns.values().filter((column) => column instanceof PyDict);
  const named = constraints.map((each) => asideNamed(each, `${relation?.schema}.${relation?.identifier ?? name}`));
  const lines = [...dicts.map(renderColumn), ...named.map(({ constraint }) => renderConstraint(constraint, 'model'))];
  return {
    columns: dicts.map((column) => ({
      name: column.get('quote') === true ? quoteName(textIn(column, 'name')) : textIn(column, 'name'),
      type: textIn(column, 'data_type'),
    })),
    definition: lines.filter((line) => line !== undefined).join(',\n  '),
    renamed: named.flatMap(({ renamed }) => (renamed === undefined ? [] : [renamed])),
  };
}

/** A constraint with an index of its own under another name: the table it replaces holds the name until it goes. */
function asideNamed(
  constraint: Value,
  relation: string,
): { constraint: Value; renamed?: ContractSpec['renamed'][number] } {
  if (!(constraint instanceof PyDict)) return { constraint };
  const name = textIn(constraint, 'name');
  if (name === '' || !['unique', 'primary_key'].includes(textIn(constraint, 'type'))) return { constraint };
  const from = `insitu_${md5Hex(`${relation} ${name}`)}`;
  return { constraint: new PyDict([...constraint.entries(), ['name', from]]), renamed: { from, to: name } };
}

function textIn(column: PyDict, key: string): string {
  const value = column.get(key);
  return value === undefined || value === null ? '' : toText(value);
}

/** What dbt refuses of an enforced contract when it parses. */
export function enforcingFaults({ config, columns, origin }: Draft): ConfigFault[] {
  if (!isEnforced(config)) return [];
  const onChange = textOf(config, 'on_schema_change') ?? 'ignore';
  if (config.materialized === 'incremental' && !['append_new_columns', 'fail'].includes(onChange)) {
    const message = `An incremental model with a contract can not have on_schema_change: ${onChange}.`;
    const key = 'on_schema_change' in config ? 'on_schema_change' : 'contract';
    return [{ ...fault(message, "Set on_schema_change to 'append_new_columns' or 'fail'."), key }];
  }
  return origin?.entry !== undefined && columns.length === 0 ? [NO_COLUMNS] : [];
}

/** What a contract lacks to be enforced. */
export function contractFaults({ config }: Draft, { columns }: Promised): ConfigFault[] {
  const materialized = textOf(config, 'materialized') ?? 'view';
  if (!['table', 'view', 'incremental'].includes(materialized)) {
    const message = `A contract can be enforced on a table, a view or an incremental model, not on materialized='${materialized}'.`;
    return [fault(message, 'Remove the contract, or change materialized.')];
  }
  if (columns.values().length === 0) return [NO_COLUMNS];
  const untyped = columns.values().flatMap((column) => {
    const isTyped = column instanceof PyDict && textIn(column, 'data_type') !== '';
    return isTyped || !(column instanceof PyDict) ? [] : [textIn(column, 'name')];
  });
  if (untyped.length === 0) return [];
  return [
    fault(
      `The contract is enforced, and these columns have no data_type: ${untyped.join(', ')}.`,
      'Give each a data_type in YAML.',
    ),
  ];
}

const fault = (message: string, remedy: string): ConfigFault => ({
  key: 'contract',
  code: 'contract.incomplete',
  message,
  remedy,
});

const NO_COLUMNS = fault(
  'The contract is enforced, and the model has no columns in YAML.',
  'List every column with its data_type.',
);
