/** A value as both sides read it; what JSON can't say is an object with one key. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | readonly Encoded[]
  | { readonly float: string }
  | { readonly int: string }
  | { readonly tuple: readonly Encoded[] }
  | { readonly dict: readonly (readonly [Encoded, Encoded])[] };

/** `text` renders a model, `capture` a model while dbt parses, `native` a value of a YAML file. */
export type Mode = 'text' | 'capture' | 'native';

/** One template to render on both sides. */
export interface Case {
  readonly mode: Mode;
  readonly template: string;
  readonly values: Readonly<Record<string, Encoded>>;
  /** Macros of the project, by name. */
  readonly macros: Readonly<Record<string, string>>;
}

/** What rendering gave: a value (text as it is, anything else as its repr), or a failure and its line. */
export type Answer =
  | { readonly type: string; readonly value: string }
  | { readonly failure: string; readonly line: number | null; readonly message: string };
