import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { textsIn } from '../../compile/config/read.ts';
import { wholeConfig } from '../../compile/config/whole.ts';
import type { Resolved } from '../../compile/resolve.ts';
import type { Fixture, UnitTest } from '../../compile/unit-tests/definition.ts';
import { unitTestText } from '../../compile/unit-tests/text.ts';
import { toJs } from '../../jinja/values/convert.ts';
import type { Package } from '../../project/index.ts';
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
  const config = wholeConfig(draft);
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

/** dbt hashes the whole definition but its description: `state:modified` compares it. */
const checksum = (unitTest: UnitTest): string => bytesToHex(sha256(utf8ToBytes(unitTestText(unitTest))));
