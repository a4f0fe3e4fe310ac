/** Whether a code point belongs to a set. */
export type CharacterTest = (code: number) => boolean;

/** A regular expression of Python's `re`, parsed. */
export type RegexNode =
  | { readonly type: 'set'; readonly test: CharacterTest }
  | {
      readonly type: 'assert';
      readonly what: 'start' | 'end' | 'line_start' | 'line_end' | 'last_end' | 'word' | 'not_word';
      readonly ascii: boolean;
    }
  | { readonly type: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly type: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly type: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly type: 'atomic'; readonly body: RegexNode }
  | { readonly type: 'look'; readonly behind: number | undefined; readonly negated: boolean; readonly body: RegexNode }
  | { readonly type: 'reference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly type: 'condition'; readonly index: number; readonly yes: RegexNode; readonly no: RegexNode }
  | {
      readonly type: 'repeat';
      readonly body: RegexNode;
      readonly least: number;
      readonly most: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    };

export interface ParsedRegex {
  readonly node: RegexNode;
  /** How many groups capture. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly flags: number;
}

/** Flags as Python numbers them. */
export const FLAGS = { I: 2, L: 4, M: 8, S: 16, U: 32, X: 64, A: 256 } as const;
