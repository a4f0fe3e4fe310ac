import type { BatchResults } from '#lib/contracts/run.ts';
import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { CompiledText } from '../ephemeral.ts';
import type { DoneSoFar, ProjectDescription } from '../options.ts';
import { DataConfig, DataObject } from './data-object.ts';
import { DateTime } from './modules/datetime/values.ts';
import { momentOfIso } from './moment.ts';
import type { OwnNames } from './node-context.ts';

type Json = Readonly<Record<string, unknown>>;

/** One node's result as hooks after a run read it. */
export interface NodeResult {
  readonly nodeId: string;
  /** How it went: the fields of `run_results.json` that are not the node's. */
  readonly outcome: Json & {
    readonly timing: readonly { name: string; started_at: string; completed_at: string }[];
    readonly batch_results: BatchResults | null;
  };
  /** Undefined for one that was never compiled. */
  readonly text: CompiledText | undefined;
  /** Whether its main statement is kept. */
  readonly isWritten: boolean;
}

/** What a run has done when a hook of it is rendered. */
export interface RunSoFar {
  readonly results: readonly NodeResult[];
  /** Schemas the run has built in. */
  readonly schemas: readonly string[];
}

/** `results`, `schemas` and `database_schemas` of `on-run-end`. */
export function resultNames(
  { results, schemas }: RunSoFar,
  database: string,
  told: (done: DoneSoFar) => ProjectDescription | undefined,
): OwnNames {
  const texts = new Map(results.flatMap(({ nodeId, text }) => (text === undefined ? [] : [[nodeId, text] as const])));
  const written = new Set(results.flatMap(({ nodeId, isWritten }) => (isWritten ? [nodeId] : [])));
  return {
    results: () => {
      const project = told({ texts, written });
      return results.map((each) => runResult(each, project?.node(each.nodeId) ?? { unique_id: each.nodeId }));
    },
    schemas: () => [...schemas],
    database_schemas: () => schemas.map((schema) => new PyTuple([database, schema])),
  };
}

/** dbt's RunResult. */
function runResult({ outcome }: NodeResult, node: Json): DataObject {
  const { timing, batch_results: batches, max_loaded_at: loaded, snapshotted_at: seen, ...facts } = outcome;
  const shared = { ...facts, ...momentIn({ max_loaded_at: loaded, snapshotted_at: seen }), agate_table: null };
  const plain = () => dict({ ...shared, batch_results: batches, timing: timing.map(plainTiming), node });
  const fields = {
    ...shared,
    batch_results: batchResult(batches),
    timing: timing.map(timingInfo),
    node: nodeObject(node),
    skipped: outcome.status === 'skipped',
  };
  return new DataObject('RunResult', dict(fields), plain);
}

/** Times of a source's freshness, where there are such. */
const momentIn = (times: Json): Json =>
  Object.fromEntries(
    Object.entries(times).flatMap(([name, iso]) => (typeof iso === 'string' ? [[name, momentOfIso(iso)]] : [])),
  );

/** dbt's BatchResults: lists of the start and end of each batch. */
function batchResult(batches: BatchResults | null): DataObject | null {
  if (batches === null) return null;
  const spans = (times: BatchResults['failed']) =>
    times.map(([start, end]) => new PyTuple([momentOfIso(start), momentOfIso(end)]));
  const { successful, failed } = batches;
  return new DataObject('BatchResults', dict({ successful: spans(successful), failed: spans(failed) }), () =>
    dict({ ...batches }),
  );
}

type Timing = NodeResult['outcome']['timing'][number];

const timingInfo = (timing: Timing): DataObject => {
  const { name, started_at: start, completed_at: end } = timing;
  const fields = dict({ name, started_at: moment(start), completed_at: moment(end) });
  return new DataObject('TimingInfo', fields, () => dict(plainTiming(timing)));
};

/** `to_dict()` makes texts of times. */
const plainTiming = ({ name, started_at: start, completed_at: end }: Timing): Json => ({
  name,
  started_at: `${moment(start).isoText('T')}Z`,
  completed_at: `${moment(end).isoText('T')}Z`,
});

/** dbt keeps the times of a result without a zone, in UTC. */
const moment = (iso: string): DateTime => DateTime.fromMicroseconds(BigInt(Date.parse(iso)) * 1000n);

const dict = (fields: Json): PyDict =>
  new PyDict(Object.entries(fields).map(([name, value]) => [name, fromJs(value)] as const));

/** Fields of a node that are objects of their own, with the names of their classes. */
const PARTS: Readonly<Record<string, string>> = {
  depends_on: 'DependsOn',
  checksum: 'FileHash',
  docs: 'Docs',
  contract: 'Contract',
  owner: 'Owner',
  test_metadata: 'TestMetadata',
};

/** dbt keeps what it knows of a node in objects, and only `to_dict()` makes dicts of them. */
function nodeObject(node: Json): DataObject {
  const fields = Object.entries(node).map(([name, value]): [string, Value] => [name, fieldOf(name, value)]);
  const isRelational = ['model', 'seed', 'snapshot'].includes(String(node.resource_type));
  const more: [string, Value][] = [
    ['is_relational', isRelational],
    ['is_ephemeral_model', false],
  ];
  return new DataObject('ParsedNode', new PyDict([...fields, ...more]), () => dict(node));
}

function fieldOf(name: string, value: unknown): Value {
  if (typeof value !== 'object' || value === null) return fromJs(value);
  if (name === 'config') return new DataConfig('NodeConfig', dict({ ...value }));
  if (name === 'columns') return new PyDict(Object.entries(value).map(([key, each]) => [key, columnOf(each)] as const));
  if (name === 'refs' && Array.isArray(value)) return value.map((each) => new DataObject('RefArgs', dict({ ...each })));
  const typeName = PARTS[name];
  return typeName === undefined ? fromJs(value) : new DataObject(typeName, dict({ ...value }));
}

const columnOf = (column: unknown): DataObject => new DataObject('ColumnInfo', dict({ ...Object(column) }));
