/** Which tests come along with what is selected: dbt's `--indirect-selection`. */
export const INDIRECT_SELECTIONS = ['eager', 'cautious', 'buildable', 'empty'] as const;
export type IndirectSelection = (typeof INDIRECT_SELECTIONS)[number];

/** One criterion of dbt's selection syntax: `@2+method.argument:value+3`. */
export interface Criterion {
  readonly type: 'criterion';
  readonly method: string;
  /** Steps after the method's name: `config.meta.owner` has `meta` and `owner`. */
  readonly argument: readonly string[];
  readonly value: string;
  /** `@`: descendants, and all their ancestors. */
  readonly childrensParents: boolean;
  readonly up: number;
  readonly down: number;
  /** Set by a selector of `selectors.yml` for itself. */
  readonly indirect?: IndirectSelection;
}

/** A selection as a tree of set operations over criteria. */
export type Selection =
  | Criterion
  | {
      readonly type: 'union' | 'intersection' | 'difference';
      readonly parts: readonly Selection[];
      /** Takes in, at this level, tests whose nodes came together only here. */
      readonly indirect: IndirectSelection;
      /** As it was written, when nothing found is worth a word. */
      readonly text?: string;
    };
