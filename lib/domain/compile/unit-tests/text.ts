import { represent } from '../../jinja/values/text.ts';
import type { Fixture, Given, UnitTest } from './definition.ts';

/** All of a unit test but its description, as Python prints dbt's definition of it: what its checksum is made of. */
export function unitTestText({ model, given, expect, overrides, versions }: UnitTest): string {
  const parts = [
    model,
    versions === undefined
      ? 'None'
      : `UnitTestNodeVersions(include=${reprList(versions.include)}, exclude=${reprList(versions.exclude)})`,
    `[${given.map(reprGiven).join(', ')}]`,
    `UnitTestOutputFixture(${reprFixture(expect)})`,
    overrides === undefined
      ? 'None'
      : `UnitTestOverrides(macros=${represent(overrides.macros)}, vars=${represent(overrides.vars)}, env_vars=${represent(overrides.envVars)})`,
  ];
  const files = given.filter(({ file }) => file !== undefined).map(({ rows }) => reprRows(rows, false));
  return [...parts, ...files].join('-');
}

const reprList = (list: readonly Parameters<typeof represent>[0][] | null): string =>
  list === null ? 'None' : represent([...list]);
const reprRows = (rows: Fixture['rows'], quoted = true): string =>
  typeof rows === 'string' ? (quoted ? represent(rows) : rows) : represent([...rows]);
const FORMAT_NAMES: Readonly<Record<Fixture['format'], string>> = { dict: 'Dict', csv: 'CSV', sql: 'SQL' };
const reprFixture = ({ rows, format, file }: Fixture): string =>
  `rows=${reprRows(rows)}, format=<UnitTestFormat.${FORMAT_NAMES[format]}: '${format}'>, fixture=${represent(file ?? null)}`;
const reprGiven = (given: Given): string =>
  `UnitTestInputFixture(input=${represent(given.input)}, ${reprFixture(given)})`;
