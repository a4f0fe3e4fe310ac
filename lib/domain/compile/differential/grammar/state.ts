import type { Choices } from '../choices.ts';
import type { Place } from './expressions.ts';
import type { Kind } from './signatures.ts';

/** Where a statement stands. */
export interface State {
  readonly choices: Choices;
  readonly names: Map<string, Kind>;
  readonly depth: number;
  readonly native: boolean;
  readonly looping: boolean;
}

export const placed = (state: State, depth = 3): Place => ({ choices: state.choices, depth, names: state.names });
export const inside = (state: State, more: readonly (readonly [string, Kind])[] = []): State => ({
  ...state,
  depth: state.depth - 1,
  names: new Map([...state.names, ...more]),
});

/** `{% … %}` with or without white space control. */
export function tag(choices: Choices, words: string): string {
  const control = (): string => (choices.chance(12) ? choices.pick(['-', '-', '+']) : '');
  // A colon may end what opens a body, as in Python.
  const colon = /^(?:if|elif|else|for)\b/.test(words) && choices.chance(5) ? ':' : '';
  return `{%${control()} ${words}${colon} ${control()}%}`;
}
