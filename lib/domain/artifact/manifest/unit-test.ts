import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { textsIn } from '../../compile/config/read.ts';
import type { Resolved } from '../../compile/resolve.ts';
import type { Fixture, Given, UnitTest } from '../../compile/unit-tests/definition.ts';
import { toJs } from '../../jinja/values/convert.ts';
import { represent } from '../../jinja/values/text.ts';
import type { Package } from '../../project/index.ts';
import { manifestConfig } from './config.ts';
import type { Writing } from './node.ts';
import { packagePath, resourcePath } from './paths.ts';
import { dependsOn, versionOf } from './references.ts';
import type { Json, ManifestNode } from './types.ts';

/** A unit test of the manifest. */
export function manifestUnitTest(resolved: Resolved, each: Package, { createdAt }: Writing): ManifestNode {
  const { draft } = resolved;
  const { unitTest } = draft;
  if (unitTest === undefined) throw new Error(`${draft.id} is no unit test`);
  const { overrides, versions } = unitTest;
  const config = manifestConfig(draft);
  return {
    model: unitTest.model,
    given: unitTest.given.map(({ input, ...given }) => ({ input, ...fixture(given) })),
    expect: fixture(unitTest.expect),
    name: draft.name,
    resource_type: 'unit_test',
    package_name: draft.packageName,
    path: resourcePath(draft.path, each),
    original_file_path: packagePath(draft.path, each),
    unique_id: draft.id,
    fqn: draft.fqn,
    description: draft.description,
    overrides:
      overrides === undefined
        ? null
        : { macros: toJs(overrides.macros), vars: toJs(overrides.vars), env_vars: toJs(overrides.envVars) },
    depends_on: dependsOn(resolved),
    config: { ...config, tags: textsIn(draft.config, 'tags') },
    checksum: checksum(unitTest),
    schema: draft.relation?.schema ?? null,
    created_at: createdAt,
    versions: versions === undefined ? null : { include: toJson(versions.include), exclude: toJson(versions.exclude) },
    version: versionOf(draft.version),
  };
}

const toJson = (list: readonly Parameters<typeof toJs>[0][] | null): unknown => (list === null ? null : list.map(toJs));

const fixture = ({ format, rows, file }: Omit<Fixture, 'place'>): Json => ({
  rows: typeof rows === 'string' ? rows : rows.map(toJs),
  format,
  fixture: file ?? null,
});

/** dbt hashes what Python prints of the whole definition but its description: `state:modified` compares it. */
function checksum({ model, given, expect, overrides, versions }: UnitTest): string {
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
  return bytesToHex(sha256(utf8ToBytes([...parts, ...files].join('-'))));
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
