import { cpSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Arguments } from '../arguments.ts';
import type { Run } from '../commands.ts';
import { compileFolder, projectNames } from '../compile.ts';
import { err, out } from '../print.ts';
import { renderValues } from '../profile.ts';
import { parseYamlFile } from '../yaml-file.ts';

/** One entry of `packages.yml` or `dependencies.yml`. */
type Wanted = Readonly<Record<string, unknown>>;

/** Copies local packages into place. Others have to be there: nothing is fetched from the network. */
export const deps: Run = (args) => {
  const { folder, parsed } = compileFolder(args);
  const { packagesPath } = parsed.workspace.project.root.config;
  const there = new Set(parsed.workspace.project.packages.flatMap((each) => [each.name, basename(each.prefix)]));
  const wanted = ['packages.yml', 'dependencies.yml'].flatMap((name) => entriesOf(join(folder, name), args.vars));
  let missing = 0;
  for (const entry of wanted) {
    const name =
      typeof entry.local === 'string'
        ? copyLocal({ folder, packagesPath, vars: args.vars }, entry.local)
        : vendoredName(entry);
    if (typeof entry.local === 'string' || there.has(name)) {
      if (!args.quiet) out(`${name} is in ${packagesPath}/`);
      continue;
    }
    missing += 1;
    err(`${JSON.stringify(entry)} is not in ${packagesPath}/.`);
  }
  if (missing > 0)
    err(
      `Insitu fetches nothing from the network: put the packages into ${packagesPath}/ (dbt deps does it) and keep them with the project.`,
    );
  if (wanted.length === 0 && !args.quiet) out('The project names no packages.');
  return missing > 0 ? 1 : 0;
};

/** As in dbt the Jinja of `packages.yml` is rendered, and that of `dependencies.yml` is not. */
function entriesOf(path: string, vars: Arguments['vars']): Wanted[] {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return [];
  const file = parseYamlFile(readFileSync(path, 'utf8'));
  const listed = typeof file === 'object' && file !== null && 'packages' in file ? file.packages : [];
  return (Array.isArray(listed) ? listed : [])
    .filter((each) => typeof each === 'object' && each !== null)
    .map((each) => (path.endsWith('packages.yml') ? { ...Object(renderValues(each, vars, 'packages.yml')) } : each));
}

/** `dbt_utils` of `dbt-labs/dbt_utils` or `https://…/dbt-utils.git`. */
const vendoredName = (entry: Wanted): string =>
  basename(String(entry.package ?? entry.git ?? entry.private ?? entry.tarball ?? ''), '.git').replaceAll('-', '_');

interface Copying {
  readonly folder: string;
  readonly packagesPath: string;
  readonly vars: Arguments['vars'];
}

function copyLocal({ folder, packagesPath, vars }: Copying, place: string): string {
  const source = resolve(folder, place);
  const files = new Map([['dbt_project.yml', readFileSync(join(source, 'dbt_project.yml'), 'utf8')]]);
  const { name } = projectNames(files, basename(source), vars);
  cpSync(source, join(folder, packagesPath, name), {
    recursive: true,
    filter: (path) => !/\/(\.git|target|logs|dbt_packages|dbt_modules)(\/|$)/.test(path.slice(source.length)),
  });
  return name;
}
