import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { recordOf } from '#lib/domain/compile/config/read.ts';
import { bind } from '#lib/domain/jinja/arguments.ts';
import { parseTemplate } from '#lib/domain/jinja/parser.ts';
import { renderNative } from '#lib/domain/jinja/render.ts';
import { fromJs, toJs } from '#lib/domain/jinja/values/convert.ts';
import { toText } from '#lib/domain/jinja/values/text.ts';
import { PyFunction, type Value } from '#lib/domain/jinja/values/value.ts';
import type { Arguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';
import { parseYamlFile } from './yaml-file.ts';

/** One output of `profiles.yml`: where a project is built. */
export interface Profile {
  readonly name: string;
  readonly url: string;
  readonly schema: string;
  readonly threads: number;
}

type Wanted = Pick<Arguments, 'profilesDir' | 'projectDir' | 'target' | 'vars'>;

/**
 * The Postgres output of a project's profile; undefined when there is no `profiles.yml`.
 * @throws UsageError when there is one and it does not say where to build
 */
export function readProfile(args: Wanted, profileName: string): Profile | undefined {
  const path = profilesPath(args);
  if (path === undefined) return undefined;
  const profiles = recordOf(parseYamlFile(readFileSync(path, 'utf8')));
  const profile = profiles[profileName];
  if (profile === undefined) {
    const known = Object.keys(profiles).filter((name) => name !== 'config');
    throw new UsageError(`${path} has no profile “${profileName}”.`, `It has ${known.join(', ') || 'none'}.`);
  }
  const rendered = recordOf(renderValues(profile, args.vars, 'profiles.yml'));
  const name = args.target ?? String(rendered.target ?? 'default');
  const outputs = recordOf(rendered.outputs);
  if (!Object.hasOwn(outputs, name)) {
    throw new UsageError(
      `The profile “${profileName}” has no target “${name}”.`,
      `It has ${Object.keys(outputs).join(', ')}.`,
    );
  }
  return profileOf(name, recordOf(outputs[name]), path);
}

/** dbt's places, in its order. */
function profilesPath({ profilesDir, projectDir }: Wanted): string | undefined {
  const folders = profilesDir === undefined ? [projectDir, join(homedir(), '.dbt')] : [profilesDir];
  const paths = folders.map((folder) => join(folder, 'profiles.yml'));
  const found = paths.find(isFile);
  if (found !== undefined || profilesDir === undefined) return found;
  throw new UsageError(`There is no ${paths[0]}.`, 'Name the folder of profiles.yml with --profiles-dir.');
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function profileOf(name: string, output: Readonly<Record<string, unknown>>, path: string): Profile {
  const text = (...keys: string[]): string | undefined => {
    const found = keys.map((key) => output[key]).find((value) => value !== undefined && value !== null);
    return found === undefined ? undefined : String(found);
  };
  if (text('type') !== 'postgres') {
    throw new UsageError(`The target “${name}” of ${path} is for ${text('type')}.`, 'Insitu works in PostgreSQL.');
  }
  const url = new URL('postgresql://localhost');
  url.hostname = text('host') ?? 'localhost';
  url.port = text('port') ?? '5432';
  url.username = encodeURIComponent(text('user', 'username') ?? '');
  url.password = encodeURIComponent(text('password', 'pass') ?? '');
  url.pathname = `/${encodeURIComponent(text('dbname', 'database') ?? '')}`;
  const sslmode = text('sslmode');
  if (sslmode !== undefined) url.searchParams.set('sslmode', sslmode);
  return { name, url: url.href, schema: text('schema') ?? 'public', threads: Number(text('threads') ?? 1) };
}

/** Values of a file with the Jinja in them rendered; secrets may be read here, as in dbt, and nowhere else. */
export function renderValues(value: unknown, vars: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Array.isArray(value)) return value.map((each) => renderValues(each, vars, path));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        key === 'password' ? renderPassword(each, vars, path) : renderValues(each, vars, path),
      ]),
    );
  if (typeof value !== 'string' || !value.includes('{')) return value;
  const names = new Map<string, Value>([
    ['env_var', new PyFunction('env_var', (args) => lookUp('env_var', args, process.env, path))],
    ['var', new PyFunction('var', (args) => lookUp('var', args, vars, path))],
  ]);
  const root = { get: (name: string) => names.get(name), names: () => names.keys() };
  return toJs(renderNative(parseTemplate(value, path), root));
}

/** A password that can't be rendered, like `a{{b`, is meant letter by letter, as under dbt. */
function renderPassword(value: unknown, vars: Readonly<Record<string, unknown>>, path: string): unknown {
  try {
    return renderValues(value, vars, path);
  } catch {
    return value;
  }
}

function lookUp(
  callee: string,
  args: Parameters<typeof bind>[1],
  values: Readonly<Record<string, unknown>>,
  path: string,
): Value {
  const [name = '', otherwise] = bind(callee, args, ['var', 'default'], 1);
  const wanted = toText(name);
  const found = Object.hasOwn(values, wanted) ? values[wanted] : undefined;
  if (found !== undefined) return fromJs(found);
  if (otherwise !== undefined) return otherwise;
  throw new UsageError(`${path} needs ${callee}('${wanted}'), which is not set.`);
}
