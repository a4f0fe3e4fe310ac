import type { Problem } from '../../contracts/problem.ts';
import { problemAt } from './property-entry.ts';
import type { YamlFile } from './yaml.ts';
import { child, textsOf, type Yaml } from './yaml-tree.ts';

/** The dbt whose language is spoken here; patches do not change it. */
const SPOKEN: Version = [1, 11, 99];

type Version = readonly [number, number, number];

const SPECIFIER = /^(>=|<=|>|<|=|)\s*v?(\d+)\.(\d+)\.(\d+)(?:[-.]?(?:a|b|rc|alpha|beta|pre)[\w.]*)?$/;

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Whether a specifier such as `>=1.0.0` takes a version; undefined when it is none. */
function takes(specifier: string, version: Version): boolean | undefined {
  const match = SPECIFIER.exec(specifier.trim());
  if (match === null) return undefined;
  const [, operator = '', major, minor, patch] = match;
  const order = compare(version, [Number(major), Number(minor), Number(patch)]);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    default:
      return order === 0;
  }
}

const OWN_VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)(\.(0|[1-9]\d*)(-[0-9a-zA-Z.-]+)?(\+[0-9a-zA-Z.-]+)?)?$/;

/** A text that is no semantic version: real dbt refuses the project, or any that has it for a package. It takes a number. */
export function ownVersionProblems(root: Yaml, file: YamlFile, path: string): Problem[] {
  const version = child(root, 'version');
  if (version?.type !== 'scalar' || typeof version.value !== 'string' || OWN_VERSION.test(version.value)) return [];
  const message = `"${version.value}" is not a version that dbt takes: it refuses this file.`;
  const remedy = 'Write two or three numbers with dots between them, for example "1.0.0".';
  const problem = problemAt({ path, file }, version.at, { code: 'project.own_version', message, remedy });
  return [{ ...problem, severity: 'warning' }];
}

/**
 * A `require-dbt-version` that leaves today's dbt out is a warning here: old projects are read as they are.
 * @see https://docs.getdbt.com/reference/project-configs/require-dbt-version
 */
export function requiredVersionProblems(root: Yaml, file: YamlFile, path: string): Problem[] {
  const required = child(root, 'require-dbt-version');
  const specifiers = textsOf(required).flatMap((text) => text.split(','));
  const at = required?.at ?? 0;
  const wrong = specifiers.find((each) => takes(each, SPOKEN) === undefined);
  if (wrong !== undefined) {
    const message = `"${wrong}" is not a version of dbt.`;
    return [
      problemAt({ path, file }, at, { code: 'project.version', message, remedy: 'Write for example ">=1.0.0".' }),
    ];
  }
  if (specifiers.every((each) => takes(each, SPOKEN) === true)) return [];
  const problem = problemAt({ path, file }, at, {
    code: 'project.version',
    message: `This was written for dbt ${specifiers.join(', ')}; it is read here as dbt ${SPOKEN[0]}.${SPOKEN[1]} reads it.`,
    remedy: 'Look at its results, then widen require-dbt-version: real dbt refuses to run it.',
  });
  return [{ ...problem, severity: 'warning' }];
}
