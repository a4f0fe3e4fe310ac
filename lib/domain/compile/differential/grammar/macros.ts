import { inside, type State, tag } from './state.ts';

/** Makes the parts of a block. */
type Body = (state: State, parts: number) => string;

/** dbt renames every macro it parses, so a macro written in a model is known as `dbt_macro__…`. */
export function localMacro(state: State, body: Body): string {
  const { choices } = state;
  const signature = choices.pick(['p', '', 'p, q', 'p, q=2', "p='z', q=none", 'p, q=p', 'p: int, q: str = 1']);
  const inner = inside(state, [
    ['p', 'any'],
    ['q', 'any'],
    [choices.pick(['varargs', 'kwargs', 'caller()', 'caller', 'p']), 'any'],
  ]);
  const given = (): string =>
    choices.pick(['1', '', '1, 2', '1, 2, 3', "p='k'", "1, q='k'", 'r=1', '*[1, 2]', "**{'p': 3}", 's']);
  const callee = choices.chance(6) ? 'm' : 'dbt_macro__m';
  return `${tag(choices, `macro m(${signature})`)}${body(inner, 2)}${tag(choices, 'endmacro')}{{ ${callee}(${given()}) }}${choices.chance(30) ? `{{ dbt_macro__m(${given()}) }}` : ''}`;
}

export function callBlock(state: State, body: Body): string {
  const { choices } = state;
  const parameters = choices.pick(['', '(y)', '(y, z=3)']);
  const given = choices.pick(['', '1', '1, 2', 'y=4']);
  return `{% macro w(p=1) %}<${choices.chance(50) ? `{{ caller(${given}) }}` : '{{ caller is defined }}{{ p }}'}>{% endmacro %}${tag(choices, `call${parameters} dbt_macro__w(${choices.pick(['', '2', 'p=3', 'q=1'])})`)}${body(inside(state, [['y', 'any']]), 1)}${tag(choices, 'endcall')}`;
}
