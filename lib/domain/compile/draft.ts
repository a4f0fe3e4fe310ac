import type { ColumnInfo, NodeKind, RelationName } from '../../contracts/graph.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Template } from '../jinja/ast.ts';
import type { SourceText } from '../jinja/source.ts';
import type { PropertyEntry } from '../project/index.ts';
import { flagOf } from './config/read.ts';
import type { Semantic } from './semantic/definition.ts';
import type { UnitTest } from './unit-tests/definition.ts';

/** A place a reference is written at. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

/** `ref('package', 'name', v=1)` as written. */
export interface RefCall {
  readonly packageName: string | undefined;
  readonly name: string;
  readonly version: string | undefined;
  readonly place: Place;
}
/** `source('schema', 'table')` as written. */
export interface SourceCall {
  readonly source: string;
  readonly table: string;
  readonly place: Place;
}

/** `metric('package', 'name')` as written, or the name of a measure. */
export interface NameCall {
  readonly packageName: string | undefined;
  readonly name: string;
  readonly place: Place;
}

/** dbt's resource types that become nodes. */
export type ResourceType =
  | 'model'
  | 'seed'
  | 'snapshot'
  | 'source'
  | 'test'
  | 'unit_test'
  | 'function'
  | 'exposure'
  | 'semantic_model'
  | 'metric'
  | 'saved_query'
  | 'analysis'
  | 'operation';

/** What `ref` finds. */
export const REFABLE: ReadonlySet<ResourceType> = new Set<ResourceType>(['model', 'seed', 'snapshot']);

export interface GenericTest {
  /** Macro name without `test_`, and its namespace. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly column: string | undefined;
  /** Written as dbt wrote tests before 0.20: a macro `test_…`, whose query may give a number of failures. */
  readonly isCount: boolean;
  /** Name of the file dbt would write it to: short enough for a relation. */
  readonly file: string;
}

/** A relation with its database: what a node builds or a source names. */
export interface FullRelation extends RelationName {
  readonly database: string;
  /** Which parts are written in quotes, as far as it is said: PostgreSQL folds the others. */
  readonly quote?: Readonly<Partial<Record<'database' | 'schema' | 'identifier', boolean>>>;
}

export type Config = Readonly<Record<string, unknown>>;

/** Where a node's facts come from: what only dbt's manifest tells. */
export interface Origin {
  /** The YAML entry that describes the node. */
  readonly entry?: PropertyEntry | undefined;
  /** What the node itself sets: `config()` calls of a file, the arguments of a generic test. */
  readonly inline: Config;
  /** What the macro of a generic test sets. */
  readonly called?: Config;
  /** Unique ids of the macros its own text calls, in order; those that these call are not in it. */
  readonly macros: readonly string[];
}

/** The part of time that one run of a microbatch model builds, in UTC: `2024-01-31 00:00:00+00:00`. */
export interface Batch {
  /** dbt's: as much of the start as the size of the batch needs. */
  readonly id: string;
  readonly start: string;
  /** Not part of it. */
  readonly end: string;
  /** Only the first of a run runs the hooks before, and only the last those after. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** It adds to a table whose other batches are built: it never makes it anew. */
  readonly isIncremental: boolean;
}

/** A node after its own text and config are known, before others are. */
export interface Draft {
  readonly id: string;
  readonly resourceType: ResourceType;
  readonly kind: NodeKind;
  readonly name: string;
  readonly packageName: string;
  readonly fqn: readonly string[];
  readonly path: string;
  readonly line: number | undefined;
  readonly folder: string;
  readonly language: 'sql' | 'python' | 'csv' | 'none';
  readonly text: string;
  readonly template: Template | undefined;
  readonly config: Config;
  readonly relation: FullRelation | undefined;
  readonly version: string | undefined;
  readonly latestVersion: string | undefined;
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly functions: readonly RefCall[];
  /** Metrics it names, and for a metric the measures. */
  readonly metrics?: readonly NameCall[];
  readonly measures?: readonly NameCall[];
  /** Cells a Python test runs; they are among its refs. */
  readonly runs?: readonly RefCall[];
  readonly description: string;
  readonly columns: readonly Omit<ColumnInfo, 'tests'>[];
  /** Tags beyond those of its config: a test has its column's. */
  readonly tags?: readonly string[];
  /** For a test: what it judges. */
  readonly tested: RefCall | SourceCall | undefined;
  readonly genericTest: GenericTest | undefined;
  readonly unitTest?: UnitTest;
  readonly semantic?: Semantic;
  /** Properties of the node's YAML entry that only its kind reads (arguments, returns, …). */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly origin?: Origin;
  /** While one batch of a microbatch model is rendered. */
  readonly batch?: Batch;
  /** Errors that keep this node from being built. */
  readonly problems: readonly Problem[];
}

/** Whether nothing of the node's config switches it off. */
export const isEnabled = ({ config }: Pick<Draft, 'config'>): boolean => flagOf(config, 'enabled', true);

/** What a draft has unless its kind says otherwise. */
export const BARE = {
  language: 'none',
  text: '',
  template: undefined,
  relation: undefined,
  version: undefined,
  latestVersion: undefined,
  refs: [],
  sources: [],
  functions: [],
  description: '',
  columns: [],
  tested: undefined,
  genericTest: undefined,
  properties: {},
  problems: [],
} as const satisfies Partial<Draft>;

/** Place of an offset in a template's text. */
export function placeAt(source: SourceText, offset: number, length = 1): Place {
  const { line, column } = source.position(offset);
  return { path: source.path, line, column, endColumn: column + length };
}

/** A draft of what is rendered and is no node of the graph: an analysis, a query, an operation. */
export const passingDraft = (
  resourceType: 'analysis' | 'operation',
  name: string,
  { path, text, packageName }: Pick<Draft, 'path' | 'text' | 'packageName'>,
): Draft => ({
  ...BARE,
  id: `${resourceType}.${packageName}.${name}`,
  resourceType,
  kind: 'model',
  name,
  packageName,
  fqn: [packageName, resourceType, name],
  path,
  line: undefined,
  folder: '',
  language: 'sql',
  text,
  config: { materialized: 'view' },
});
