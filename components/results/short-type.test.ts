import { expect, test } from 'vitest';
import { shortType } from './short-type.ts';

test.each([
  ['double precision', 'float8'],
  ['bigint[]', 'int8[]'],
  ['character varying(20)', 'varchar(20)'],
  ['timestamp with time zone', 'timestamptz'],
  ['numeric(10,2)', 'numeric(10,2)'],
  ['my type', 'my type'],
])('%s is written %s', (type, short) => expect(shortType(type)).toBe(short));
