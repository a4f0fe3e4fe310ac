import type { RenderOptions } from '../../jinja/evaluate/interpreter.ts';
import { rootOf } from '../../jinja/evaluate/scope.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { renderNative } from '../../jinja/render.ts';
import { SourceText } from '../../jinja/source.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { NodeContext } from '../context/node-context.ts';
import type { RefCall, SourceCall } from '../draft.ts';

/** How dbt writes the node a test judges, as its macro's argument `model`: the hash in the test's id is of it. */
export function modelExpression(call: RefCall | SourceCall): string {
  if ('table' in call) return `{{ get_where_subquery(source('${call.source}', '${call.table}')) }}`;
  const version = call.version === undefined ? '' : `, version='${call.version}'`;
  return `{{ get_where_subquery(ref('${call.name}'${version})) }}`;
}

/** The three expressions with names where the texts stand: parsed once, not once for each of 20,000 tests. */
const MODEL = parseTemplate('{{ get_where_subquery(ref(_name)) }}', '');
const VERSION = parseTemplate('{{ get_where_subquery(ref(_name, version=_version)) }}', '');
const SOURCE = parseTemplate('{{ get_where_subquery(source(_source, _table)) }}', '');

/** What that expression gives. */
export function renderModel(call: RefCall | SourceCall, context: NodeContext, options: RenderOptions): Value {
  const [template, names] = bound(call);
  const source = new SourceText(modelExpression(call), call.place.path, call.place);
  return renderNative({ ...template, source }, rootOf(names, context), options);
}

function bound(call: RefCall | SourceCall): readonly [typeof MODEL, ReadonlyMap<string, Value>] {
  if ('table' in call) {
    return [
      SOURCE,
      new Map([
        ['_source', call.source],
        ['_table', call.table],
      ]),
    ];
  }
  const names = new Map([['_name', call.name]]);
  return call.version === undefined ? [MODEL, names] : [VERSION, names.set('_version', call.version)];
}
