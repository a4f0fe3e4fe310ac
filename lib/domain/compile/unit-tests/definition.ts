import type { PyDict } from '../../jinja/values/collections.ts';
import type { Value } from '../../jinja/values/value.ts';
import type { RefCall, SourceCall } from '../draft.ts';

/** How the rows of a fixture are written. */
export const FORMATS = ['dict', 'csv', 'sql'] as const;
export type FixtureFormat = (typeof FORMATS)[number];

/** Rows of a unit test: those of an input, or those that are expected. */
export interface Fixture {
  readonly format: FixtureFormat;
  /** A query where the format is SQL. */
  readonly rows: readonly PyDict[] | string;
  /** The file of `tests/fixtures` they come from. */
  readonly file: string | undefined;
  /** Where they are written. */
  readonly place: { readonly line: number; readonly column: number };
}

/** Rows that stand in for something the tested model reads. */
export interface Given extends Fixture {
  /** As written: `ref('orders')`, `source('raw', 'orders')`, `this`. */
  readonly input: string;
  readonly call: RefCall | SourceCall | 'this';
}

/** What macros, variables and environment variables give while a unit test is rendered. */
export interface Overrides {
  readonly macros: PyDict;
  readonly vars: PyDict;
  readonly envVars: PyDict;
}

/** A unit test as its YAML says it. */
export interface UnitTest {
  /** As written in `model:`. */
  readonly model: string;
  readonly given: readonly Given[];
  readonly expect: Fixture;
  readonly overrides: Overrides | undefined;
  readonly versions: VersionChoice | undefined;
}

/** The versions of a model that a unit test is for; null where the key is not there. */
export interface VersionChoice {
  readonly include: readonly Value[] | null;
  readonly exclude: readonly Value[] | null;
}
