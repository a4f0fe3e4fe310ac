import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import type { Value } from '../../jinja/values/value.ts';
import { recordOf, recordsOf, textOf } from '../config/read.ts';
import type { Promised } from '../contract.ts';
import type { Draft } from '../draft.ts';
import { hooksIn } from '../hooks.ts';
import type { CompileOptions } from '../options.ts';
import { Table } from './agate.ts';
import { nodeFunction, type OwnNames } from './node-context.ts';

/**
 * What a materialization has beyond a model: its compiled text, and its hooks to be run.
 * @param node what the model's own text may ask of it
 */
export function materializationNames(
  draft: Draft,
  sql: string,
  contract: () => Promised,
  node: () => PyDict,
): OwnNames {
  const { config } = draft;
  const hooks = (when: 'pre' | 'post') => (): Value =>
    hooksIn(config, when).map(
      (hook, index) =>
        new PyDict([
          ['sql', hook.sql],
          ['transaction', hook.transaction],
          ['index', index],
        ]),
    );
  return {
    model: () => builtNode(node(), draft, sql, contract()),
    sql: () => sql,
    compiled_code: () => sql,
    compiled_sql: () => sql,
    pre_hooks: hooks('pre'),
    post_hooks: hooks('post'),
  };
}

/** The rows of a seed, for the macros that load it. */
export function seedNames(draft: Draft, { seedRows }: CompileOptions): OwnNames {
  if (draft.resourceType !== 'seed' || seedRows === undefined) return {};
  const { path, id: nodeId, text: csv, config } = draft;
  const declared = Object.fromEntries(
    Object.entries(recordOf(config.column_types)).map(([name, type]) => [name, String(type)]),
  );
  const seed = { path, nodeId, csv, delimiter: textOf(config, 'delimiter') ?? ',', declared };
  return { load_agate_table: nodeFunction('load_agate_table', () => Table.ofSeed(seedRows(seed))) };
}

/** `model.arguments` and `model.returns` of a function. */
const signatureOf = ({ properties, language }: Draft): Record<string, Value> => ({
  arguments: recordsOf(properties.arguments).map(({ name, type }) =>
    fromJs({ name: String(name), data_type: String(type) }),
  ),
  returns: fromJs({ data_type: String(properties.returns ?? 'text') }),
  language,
});

/** `model` once its text is compiled. */
function builtNode(node: PyDict, draft: Draft, sql: string, { columns, constraints }: Promised): PyDict {
  for (const [key, value] of Object.entries<Value>({
    compiled: true,
    compiled_code: sql,
    compiled_sql: sql,
    columns,
    constraints: [...constraints],
    ...(draft.resourceType === 'function' ? signatureOf(draft) : {}),
  }))
    node.set(key, value);
  return node;
}
