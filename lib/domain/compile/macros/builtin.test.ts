import { expect, it } from 'vitest';
import { parseTemplate } from '../../jinja/parser.ts';
import { BUILTIN_TEXTS, readBuiltinMacros } from './builtin.ts';
import { macrosOf } from './read.ts';
import { DBT } from './registry.ts';

it('what is parsed when it is called is what a parse of the whole gives', () => {
  const whole = Object.entries(BUILTIN_TEXTS).flatMap(([name, text]) =>
    macrosOf(parseTemplate(text, `insitu/${name}.sql`), DBT),
  );
  const builtin = readBuiltinMacros();
  expect([...builtin.keys()]).toEqual([...new Set(whole.map(({ name }) => name))]);
  for (const macro of whole) {
    const { statement, source, path } = builtin.get(macro.name) ?? {};
    expect(path).toBe(macro.path);
    expect({
      name: statement?.name,
      kind: statement?.kind,
      parameters: statement?.parameters.map(({ name }) => name),
    }).toEqual({
      name: macro.statement?.name,
      kind: macro.statement?.kind,
      parameters: macro.statement?.parameters.map(({ name }) => name),
    });
    expect(source?.position(statement?.at ?? 0)).toEqual(macro.source.position(macro.statement?.at ?? 0));
  }
});
