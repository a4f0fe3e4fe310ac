import type { Choices } from '../choices.ts';
import type { State } from './state.ts';

/** What templates hold now and then, and what they must not. */
export function rare(state: State): string {
  const { choices } = state;
  return choices.pick([
    '{% raw %}{{ a }} {% b %}{% endraw %}',
    '{#- note {{ -#} z',
    'a {# n #}\nb',
    '{%- raw -%} {{ x }} {%- endraw -%} ',
    '{% print 1, 2 %}',
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}",
    "{% set j = joiner(', ') %}{{ j() }}{{ j() }}",
    '{% block q %}{{ s }}{% endblock %}',
    "{{ ''.__class__ }}",
    '{{ rows.__len__() }}',
    '{{ cycler.__init__.__globals__ }}',
    "{{ env_var('DBT_ENV_SECRET_FUZZ') if false }}",
    '{% autoescape false %}{{ s }}{% endautoescape %}',
    "{% from 'x' import y %}",
    '{{ {}.update is callable }}',
    '{{ caller() }}',
    '{{ varargs }}',
    '{% set e = {} %}{{ e.items().x }}',
  ]);
}

/** A template with something missing or too much: both must refuse it alike, or not at all. */
export function damaged(choices: Choices, template: string): string {
  const at = choices.below(template.length + 1);
  const rest = template.slice(at + choices.below(3));
  return (
    template.slice(0, at) +
    choices.pick([
      '',
      '(',
      '}',
      '{% endif %}',
      '%}',
      ' ',
      '"',
      "'",
      '|',
      '{{',
      ',',
      '.',
      '!',
      '{%',
      '1',
      '=',
      ' if ',
      '$',
      '\n',
      ']',
      '{#',
      '{% else %}',
      '-',
      '[',
    ]) +
    rest
  );
}
