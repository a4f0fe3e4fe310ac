import { JinjaError } from '../../jinja/errors.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Value } from '../../jinja/values/value.ts';
import type { Draft, FullRelation } from '../draft.ts';
import { cteName } from '../ephemeral.ts';
import type { Lookup } from '../lookup.ts';
import { Relation } from '../relation.ts';
import { ConfigObject } from './config-object.ts';
import { nodeFunction, type OwnNames } from './node-context.ts';
import { commonNames, refArguments, sourceArguments } from './parse-names.ts';

/** Where a draft's rows are for those who read it: its relation, or a CTE. */
export function relationOf(draft: Draft): Relation {
  const { relation } = draft;
  if (draft.config.materialized === 'ephemeral') {
    return new Relation({
      database: null,
      schema: null,
      identifier: cteName(relation?.identifier ?? draft.name),
      type: 'cte',
    });
  }
  const type = draft.config.materialized === 'view' ? 'view' : draft.resourceType === 'source' ? null : 'table';
  return new Relation({ ...fallback(draft, relation), type });
}

const fallback = (draft: Draft, relation: FullRelation | undefined): FullRelation =>
  relation ?? { database: '', schema: '', identifier: draft.name };

/** Names of a node while it is compiled: everything it refers to is known. */
export function compileNames(draft: Draft, lookup: Lookup, doc: (args: CallArguments) => Value): OwnNames {
  const own = fallback(draft, draft.relation);
  const config = new ConfigObject(() => draft.config);
  const self = new Relation({ ...own, type: draft.config.materialized === 'view' ? 'view' : 'table' });
  return {
    ref: nodeFunction('ref', (args, caller) => {
      const call = refArguments(args, caller.place());
      return answer(lookup.ref(call, draft.packageName), draft, call.name, lookup.isEmpty);
    }),
    source: nodeFunction('source', (args, caller) => {
      const call = sourceArguments(args, caller.place());
      return answer(lookup.source(call, draft.packageName), draft, call.table, lookup.isEmpty);
    }),
    function: nodeFunction('function', (args, caller) => {
      const call = refArguments(args, caller.place());
      return answer(lookup.function(call, draft.packageName), draft, call.name);
    }),
    config: () => config,
    doc: nodeFunction('doc', doc),
    this: () => self,
    ...commonNames(draft, () => draft.config, own),
  };
}

/**
 * The relation of what was referred to. A ref that appears only now hides behind a condition that
 * differs between the two passes (dbt calls it a ref that could not be inferred).
 */
function answer(target: Draft | undefined, draft: Draft, name: string, isEmpty = false): Value {
  if (target !== undefined) {
    const relation = relationOf(target);
    return isEmpty && relation.parts.type !== 'cte' ? new Relation({ ...relation.parts, limit: 0 }) : relation;
  }
  throw new JinjaError('undefined', `"${name}" is not known to ${draft.name}.`, {
    code: 'ref.missing',
    remedy: `Add a comment that names it where it is always read: -- depends_on: {{ ref('${toText(name)}') }}`,
  });
}
