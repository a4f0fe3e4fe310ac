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
import type { Config, Draft, RefCall } from './draft.ts';
import { md5Hex } from './hash.ts';
import type { Lookup } from './lookup.ts';
import { renderingOf } from './nodes/properties.ts';
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
  const resolved = (value: unknown): unknown => withTarget(recordOf(value), draft, lookup);
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

const reference = /^\s*(ref|source)\s*\(\s*(['"])(.+?)\2\s*(?:,\s*(['"])(.+?)\4\s*)?\)\s*$/;

/** `to: ref('orders')` names the relation of that node. */
function withTarget(constraint: Readonly<Record<string, unknown>>, draft: Draft, lookup: Lookup): unknown {
  const match = typeof constraint.to === 'string' ? reference.exec(constraint.to) : null;
  if (!match) return constraint;
  const [, kind, , first = '', , second] = match;
  const place = { path: draft.path, line: 1, column: 1 };
  const target =
    kind === 'source'
      ? lookup.source({ source: first, table: second ?? '', place }, draft.packageName)
      : lookup.ref({ ...refNames(first, second), version: undefined, place }, draft.packageName);
  return target === undefined ? constraint : { ...constraint, to: toText(relationOf(target)) };
}

const refNames = (first: string, second: string | undefined): Pick<RefCall, 'packageName' | 'name'> =>
  second === undefined ? { packageName: undefined, name: first } : { packageName: first, name: second };

/** The refs that foreign keys of an enforced contract make: what they name is built before. */
export function constraintRefs(entry: PropertyEntry | undefined, config: Config): RefCall[] {
  if (entry === undefined || !isEnforced(config)) return [];
  const lists = [entry.yaml, ...listOf(child(entry.yaml, 'columns'))].flatMap((yaml) =>
    listOf(child(yaml, 'constraints')),
  );
  return lists.flatMap((constraint) => {
    const to = child(constraint, 'to');
    const match = reference.exec(scalarText(to) ?? '');
    if (to === undefined || match?.[1] !== 'ref') return [];
    const place = { path: entry.path, ...entry.file.position(to.at) };
    return [{ ...refNames(match[3] ?? '', match[5]), version: undefined, place }];
  });
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

/** What a contract lacks to be enforced, as dbt refuses it when it parses. */
export function contractFaults({ config }: Draft, { columns }: Promised): ConfigFault[] {
  const materialized = textOf(config, 'materialized') ?? 'view';
  if (!['table', 'view', 'incremental'].includes(materialized)) {
    const message = `A contract can be enforced on a table, a view or an incremental model, not on materialized='${materialized}'.`;
    return [fault(message, 'Remove the contract, or change materialized.')];
  }
  if (columns.values().length === 0)
    return [
      fault('The contract is enforced, and the model has no columns in YAML.', 'List every column with its data_type.'),
    ];
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
