import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import type { Value } from '../../jinja/values/value.ts';
import { wholeConfig } from '../config/whole.ts';
import type { Batch, Config, ResourceType } from '../draft.ts';
import type { DateTime } from './modules/datetime/values.ts';
import { momentOfIso } from './moment.ts';

/** What is known of a node before its relation is: enough for `model` and the naming macros. */
export interface NodeFacts {
  readonly id: string;
  readonly name: string;
  readonly resourceType: ResourceType;
  readonly packageName: string;
  readonly path: string;
  readonly fqn: readonly string[];
  readonly version: string | undefined;
  readonly description: string;
  readonly text: string;
  readonly columns: readonly { readonly name: string; readonly type?: string; readonly description?: string }[];
  /** While one batch of a microbatch model is rendered. */
  readonly batch?: Batch;
}

/** A time of a batch as Python has it. */
export const momentOfBatch = (time: string): DateTime => momentOfIso(time.replace(' ', 'T'));

/** `model.batch` of a microbatch. */
const batchDict = ({ id, start, end }: Batch): Value =>
  fromJs({ id, event_time_start: momentOfBatch(start), event_time_end: momentOfBatch(end) });

/** The text as dbt keeps it: a seed's rows are no code, a file is stripped, a snapshot's block is not. */
export function rawCode({ resourceType, text }: Pick<NodeFacts, 'resourceType' | 'text'>): string {
  if (resourceType === 'seed') return '';
  return resourceType === 'snapshot' ? text : text.trim();
}

/** `model` (and `node` of the naming macros) as templates see it. */
export function nodeDict(
  facts: NodeFacts,
  config: Config,
  relation: { database: string; schema: string; identifier: string },
): PyDict {
  return new PyDict(
    Object.entries({
      unique_id: facts.id,
      name: facts.name,
      alias: relation.identifier,
      schema: relation.schema,
      database: relation.database,
      resource_type: facts.resourceType,
      package_name: facts.packageName,
      path: facts.path.split('/').slice(1).join('/'),
      original_file_path: facts.path,
      fqn: [...facts.fqn],
      version: facts.version ?? null,
      description: facts.description,
      batch: facts.batch === undefined ? null : batchDict(facts.batch),
      raw_code: rawCode(facts),
      raw_sql: rawCode(facts),
      config: fromJs(wholeConfig({ resourceType: facts.resourceType, config })),
      tags: fromJs(config.tags ?? []),
      meta: fromJs(config.meta ?? {}),
      // dbt reads what YAML says of columns later than the text.
      columns: new PyDict(),
    } satisfies Record<string, Value>),
  );
}
