import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { sourcesYaml } from './drafts.ts';

const table = (schema: string, name: string) => ({ schema, name, kind: 'table' as const, columns: [] });

test('one source a schema, names that YAML would misread are quoted', () => {
  const text = sourcesYaml([table('public', 'arrivals'), table('öffentlich: x', '123'), table('public', 'vessels')]);
  expect(parse(text).sources).toEqual([
    { name: 'public', schema: 'public', tables: [{ name: 'arrivals' }, { name: 'vessels' }] },
    { name: 'öffentlich: x', schema: 'öffentlich: x', tables: [{ name: '123' }] },
  ]);
});
