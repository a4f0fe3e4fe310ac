import { JinjaError } from '../../jinja/errors.ts';
import { toText } from '../../jinja/values/text.ts';
import type { CallArguments, Value } from '../../jinja/values/value.ts';
import { wholeConfig } from '../config/whole.ts';
import type { Config, Draft, FullRelation, RefCall } from '../draft.ts';
import { cteName } from '../ephemeral.ts';
import type { Lookup } from '../lookup.ts';
import type { TimeWindow } from '../options.ts';
import { ALL_QUOTED, type Quoting } from '../quoting.ts';
import { Relation } from '../relation.ts';
import type { Workspace } from '../workspace.ts';
import { ConfigObject } from './config-object.ts';
import { draftDict, metricField } from './graph.ts';
import { MetricReference } from './metric.ts';
import { momentOfIso } from './moment.ts';
import { nodeFunction, type OwnNames } from './node-context.ts';
import { commonNames, isRelational, metricArguments, refArguments, sourceArguments } from './parse-names.ts';

/** Where a draft's rows are for those who read it: its relation, or a CTE. As in dbt it has no type yet. */
export function relationOf(draft: Draft, quoting?: Quoting): Relation {
  const { relation, config } = draft;
  if (config.materialized === 'ephemeral') {
    const identifier = cteName(relation?.identifier ?? draft.name);
    return new Relation({ database: null, schema: null, identifier, type: 'cte' });
  }
  return new Relation({
    ...fallback(draft, relation),
    type: null,
    quote: { ...ALL_QUOTED, ...quoting, ...relation?.quote },
  });
}

const fallback = (draft: Draft, relation: FullRelation | undefined): FullRelation =>
  relation ?? { database: '', schema: '', identifier: draft.name };

/** Names of a node while it is compiled: everything it refers to is known. */
export function compileNames(
  draft: Draft,
  lookup: Lookup,
  doc: (args: CallArguments) => Value,
  workspace: Workspace,
): OwnNames {
  const { quoting } = workspace.project.root.config;
  const own = fallback(draft, draft.relation);
  const config = new ConfigObject(configOf(draft));
  const rows = rowsOf(lookup, quoting);
  const self = new Relation({ ...own, type: null, quote: { ...ALL_QUOTED, ...quoting, ...draft.relation?.quote } });
  return {
    ref: nodeFunction('ref', (args, caller) => {
      const call = refArguments(args, caller.place());
      const target = lookup.ref(call, draft.packageName);
      if (target !== undefined && !isForeseen(target, draft, lookup)) throw unforeseen(call, draft);
      return answer(target, draft, call.name, rows);
    }),
    source: nodeFunction('source', (args, caller) => {
      const call = sourceArguments(args, caller.place());
      return answer(lookup.source(call, draft.packageName), draft, call.table, { ...rows, quoting: ALL_QUOTED });
    }),
    function: nodeFunction('function', (args, caller) => {
      const call = refArguments(args, caller.place());
      return answer(lookup.function(call, draft.packageName), draft, call.name, { ...rows, isEmpty: false });
    }),
    metric: nodeFunction('metric', (args, caller) => {
      const call = metricArguments(args, caller.place());
      const found = lookup.metric(call, draft.packageName);
      if (found === undefined) return new MetricReference(call, () => undefined);
      return new MetricReference(found, (name) => metricField(workspace, lookup, found.id, name));
    }),
    config: () => config,
    doc: nodeFunction('doc', doc),
    this: () => (isRelational(draft) ? self : null),
    ...commonNames(draft, () => draft.config, own),
    model: () => draftDict(draft, lookup, workspace, relationText(draft, quoting)),
    node: () => draftDict(draft, lookup, workspace, relationText(draft, quoting)),
  };
}

/** What `config.get` reads: dbt's defaults below what is set. */
function configOf(draft: Draft): () => Config {
  let made: Config | undefined;
  return () => {
    if (made !== undefined) return made;
    const { 'pre-hook': before, 'post-hook': after, ...rest } = wholeConfig(draft);
    made = { ...rest, pre_hook: before, post_hook: after };
    return made;
  };
}

/** `ref` of a macro that is called for no node: nothing waits for what it reads. */
export const anyRef = (draft: Draft, lookup: Lookup, quoting: Quoting): OwnNames => ({
  ref: nodeFunction('ref', (args, caller) => {
    const call = refArguments(args, caller.place());
    return answer(lookup.ref(call, draft.packageName), draft, call.name, rowsOf(lookup, quoting));
  }),
});

/** Whether the first rendering, which the order of a run comes from, saw a ref to this. */
const isForeseen = ({ id, name }: Draft, { refs, packageName }: Draft, lookup: Lookup): boolean =>
  refs.some((call) => call.name === name && lookup.ref(call, packageName)?.id === id);

/** A ref behind a condition that differs between the two renderings; dbt refuses it too. */
function unforeseen({ name, packageName, version }: RefCall, draft: Draft): JinjaError {
  const names = [...(packageName === undefined ? [] : [packageName]), name].map((each) => `'${each}'`).join(', ');
  const written = `ref(${names}${version === undefined ? '' : `, v='${version}'`})`;
  return new JinjaError('undefined', `${written} was not seen when ${draft.name} was parsed: nothing waits for it.`, {
    code: 'ref.unforeseen',
    remedy: `Add a comment that names it where it is always read: -- depends_on: {{ ${written} }}`,
  });
}

/** dbt gives what has no relation of its own none. */
export function relationText(draft: Draft, quoting: Quoting): string | null {
  const { relation, config, resourceType } = draft;
  if (relation === undefined || config.materialized === 'ephemeral') return null;
  return resourceType === 'test' || resourceType === 'operation' ? null : relationOf(draft, quoting).text();
}

/** How what is read is named, and whether it gives rows. */
interface Rows {
  readonly quoting: Quoting;
  readonly isEmpty: boolean;
  readonly sample: TimeWindow | undefined;
}

const rowsOf = ({ isEmpty, sample }: Lookup, quoting: Quoting): Rows => ({ quoting, isEmpty, sample });

/** Of what has an event_time, a microbatch model reads the rows of its batch, and a sample those of its window. */
function partOf(relation: Relation, { config }: Draft, reader: Draft, sample: TimeWindow | undefined): Relation {
  const column = config.event_time;
  const isSampled = sample !== undefined && (reader.resourceType === 'model' || reader.resourceType === 'snapshot');
  const window = isSampled ? narrowed(sampleText(sample), reader.batch) : reader.batch;
  if (window === undefined || typeof column !== 'string' || relation.parts.type === 'cte') return relation;
  const where = `${column} >= '${window.start}' and ${column} < '${window.end}'`;
  return new Relation({ ...relation.parts, where });
}

type WindowText = Readonly<Record<'start' | 'end', string>>;

/** The part of a sample that lies in a batch; both are written alike, so their order is that of their texts. */
const narrowed = (sample: WindowText, batch: WindowText | undefined): WindowText =>
  batch === undefined
    ? sample
    : {
        start: sample.start > batch.start ? sample.start : batch.start,
        end: sample.end < batch.end ? sample.end : batch.end,
      };

const sampleText = ({ start, end }: TimeWindow): WindowText => ({ start: momentText(start), end: momentText(end) });

const momentText = (time: Date): string => momentOfIso(time.toISOString()).text();

/** The relation of what was referred to. */
function answer(target: Draft | undefined, draft: Draft, name: string, rows: Rows): Value {
  if (target !== undefined) {
    const relation = partOf(relationOf(target, rows.quoting), target, draft, rows.sample);
    return rows.isEmpty ? new Relation({ ...relation.parts, limit: 0 }) : relation;
  }
  throw new JinjaError('undefined', `"${name}" is not known to ${draft.name}.`, {
    code: 'ref.missing',
    remedy: `Add a comment that names it where it is always read: -- depends_on: {{ ref('${toText(name)}') }}`,
  });
}
