import { describe, expect, it } from 'vitest';
import { ProblemError } from '#lib/contracts/problem.ts';
import { copyLines, seedTable } from './columns.ts';
import { keepColumns } from './kept.ts';

const source = (csv: string, delimiter = ',') => ({ path: 'seeds/x.csv', csv, delimiter });

const columnsOf = async (csv: string, { declared = {}, quoted = true, delimiter = ',' } = {}) =>
  (await seedTable(source(csv, delimiter), { declared, quoted })).columns;

async function types(csv: string, declared: Record<string, string> = {}): Promise<string[]> {
  return (await columnsOf(csv, { declared })).map(({ name, type }) => `${name} ${type}`);
}

async function lines(csv: string): Promise<string> {
  const columns = await columnsOf(csv);
  let text = '';
  for await (const chunk of copyLines(source(csv), columns)) text += chunk;
  return text;
}

async function problem(csv: string) {
  const error = await lines(csv).catch((thrown: unknown) => thrown);
  if (!(error instanceof ProblemError)) throw new Error(`accepted: ${csv}`);
  return error.problem;
}

describe('types of a seed, as dbt finds them (checked against dbt_common’s agate_helper)', () => {
  it.each([
    ['1', 'integer', '1'],
    ['1.0', 'integer', '1'],
    ['1e3', 'integer', '1000'],
    ['1.5e-2', 'double precision', '0.015'],
    ['-$5', 'integer', '-5'],
    ['5%', 'integer', '5'],
    ['1,234', 'integer', '1234'],
    ['00012', 'integer', '12'],
    ['--5', 'integer', '5'],
    ['-0', 'integer', '0'],
    ['TRUE', 'boolean', 'true'],
    ['t', 'text', 't'],
    ['2020-1-5', 'date', '2020-01-05'],
    ['2020-02-30', 'text', '2020-02-30'],
    ['2020-01-01 1:2:3', 'timestamp without time zone', '2020-01-01 01:02:03'],
    ['2020-01-01 10:00', 'text', '2020-01-01 10:00'],
    ['2020-01-01T10:00:00.5', 'timestamp without time zone', '2020-01-01 10:00:00.500000'],
    ['na', 'text', 'na'],
    ['=1+1', 'text', '=1+1'],
    // dbt calls these integer and then fails to load them.
    ['9999999999', 'bigint', '9999999999'],
    ['-9223372036854775808', 'bigint', '-9223372036854775808'],
    ['9223372036854775808', 'numeric', '9223372036854775808'],
    ['NaN', 'double precision', 'NaN'],
    ['_1', 'integer', '1'],
    ['１２', 'integer', '12'],
    ['1.0000000000000000000000000001', 'integer', '1'],
    ['₹5', 'text', '₹5'],
    ['$€5', 'integer', '5'],
    ['€$5', 'text', '€$5'],
    ['2020-W01-1T10:00:00', 'timestamp without time zone', '2019-12-30 10:00:00'],
    ['2020-001T10', 'timestamp without time zone', '2020-01-01 10:00:00'],
    ['2020T10:30.5', 'timestamp without time zone', '2020-01-01 10:30:30'],
    ['2020-01T10.5', 'timestamp without time zone', '2020-01-01 10:30:00'],
    ['2020-01-01T10:00:00+02:00', 'timestamp without time zone', '2020-01-01 10:00:00+02:00'],
    ['2020-01-01T24:00:00', 'text', '2020-01-01T24:00:00'],
  ])('%s is %s', async (cell, type, value) => {
    expect(await types(`c,d\n"${cell}",x\n`)).toEqual([`c ${type}`, 'd text']);
    expect(await lines(`c,d\n"${cell}",x\n`)).toBe(`"${value}","x"\n`);
  });

  it('takes empty cells and null for any type, and falls back to text for a mixture', async () => {
    expect(await types('a,b,c\n1,2020-01-01,true\n,null, \n2,x,1\n')).toEqual(['a integer', 'b text', 'c text']);
    expect(await lines('a,b\n"x""y",\nNull,"two\nlines"\n')).toBe('"x""y",\\N\n\\N,"two\nlines"\n');
  });

  it('takes declared types as they are, and only own keys of them', async () => {
    expect(await types('zip,constructor,__proto__\n00501,1,2\n', { zip: 'varchar(5)' })).toEqual([
      'zip varchar(5)',
      'constructor integer',
      '__proto__ integer',
    ]);
  });

  it('reads a byte order mark, CRLF, another delimiter and a header alone', async () => {
    expect(await types('\uFEFFa,b\r\n1,x\r\n')).toEqual(['a integer', 'b text']);
    expect((await columnsOf('a;b\n1,5;2\n', { delimiter: ';' })).map(({ type }) => type)).toEqual([
      'integer',
      'integer',
    ]);
    expect(await types('a,b')).toEqual(['a integer', 'b integer']);
  });

  it('cuts rows as Python’s csv module does', async () => {
    expect(await lines('a,b\n\n1,2\n3\n   \n')).toBe('\\N,\\N\n"1","2"\n"3",\\N\n\\N,\\N\n');
    expect(await lines('a,b\r1,"x\ry"z\r2,x"y"\r')).toBe('"1","x\nyz"\n"2","x""y"""\n');
    expect(await lines('a\n""\n","\n')).toBe('\\N\n\\N\n');
  });

  it('names columns as agate and PostgreSQL do', async () => {
    expect(await types('a,,a,a_2,A\n1,2,3,4,5\n')).toEqual(
      ['a', 'b', 'a_2', 'a_2_2', 'A'].map((name) => `${name} integer`),
    );
    const folded = await columnsOf('Aa,ÉB," c"\n1,2,3\n', { quoted: false });
    expect(folded.map(({ name }) => name)).toEqual(['aa', 'Éb', 'c']);
    expect(await types(`${'é'.repeat(40)}\n1\n`)).toEqual([`${'é'.repeat(31)} integer`]);
  });

  it('says what it did to names and short rows', async () => {
    const { warnings } = await seedTable(source('a,,a\n1\n\n'), { declared: {}, quoted: true });
    expect(warnings).toEqual([
      'Column 2 has no name: it is called "b".',
      'Column "a" is there twice: the second is called "a_2".',
      'Line 2 and 1 more have fewer cells than the header: the missing ones are NULL, all of them on a blank line.',
    ]);
  });
});

describe('a bad CSV', () => {
  it.each([
    ['', 'seed.empty', 1],
    ['\n1\n', 'seed.empty', 1],
    ['a,b\n1,2\n1,2,3\n', 'seed.ragged', 3],
    ['a,b\n"two\nlines",2\n1,2,3\n', 'seed.ragged', 4],
    ['a,b\n1,2\n"open,2\n3,4\n', 'seed.quote', 3],
    ['a,b\n1,\0\n', 'seed.encoding', 2],
    ['a,b\n1,\uFFFD\n', 'seed.encoding', 2],
  ])('%j is %s on line %i', async (csv, code, line) => {
    expect(await problem(csv)).toMatchObject({ code, line, path: 'seeds/x.csv' });
  });
});

describe('a seed that stands', () => {
  it('keeps its columns’ order and types where they hold the new rows', async () => {
    const standing = [
      { name: 'b', type: 'text' },
      { name: 'a', type: 'double precision' },
    ];
    expect(keepColumns(await columnsOf('a,b\n1,2\n'), standing)).toEqual(standing);
    expect(keepColumns(await columnsOf('a,b\nx,2\n'), standing)).toEqual([
      { name: 'b', type: 'text' },
      { name: 'a', type: 'text' },
    ]);
  });

  it('is made anew when columns came or went', async () => {
    const names = keepColumns(await columnsOf('a,c\n1,2\n'), [{ name: 'a', type: 'text' }]).map(({ name }) => name);
    expect(names).toEqual(['a', 'c']);
  });
});
