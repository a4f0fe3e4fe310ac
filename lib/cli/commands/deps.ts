import { cpSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { Run } from '../commands.ts';
import { compileFolder, projectNames } from '../compile.ts';
import { err, out } from '../print.ts';

/** One entry of `packages.yml` or `dependencies.yml`. */
type Wanted = Readonly<Record<string, unknown>>;

/** Copies local packages into place. Others have to be there: nothing is fetched from the network. */
export const deps: Run = (args) => {
  const { folder, parsed } = compileFolder(args);
  const { packagesPath } = parsed.workspace.project.root.config;
  const there = new Set(parsed.workspace.project.packages.flatMap((each) => [each.name, basename(each.prefix)]));
  const wanted = ['packages.yml', 'dependencies.yml'].flatMap((name) => entriesOf(join(folder, name)));
  let missing = 0;
  for (const entry of wanted) {
    const name = typeof entry.local === 'string' ? copyLocal(folder, entry.local, packagesPath) : vendoredName(entry);
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

function entriesOf(path: string): Wanted[] {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return [];
  const file: unknown = parseYaml(readFileSync(path, 'utf8'));
  const listed = typeof file === 'object' && file !== null && 'packages' in file ? file.packages : [];
  return (Array.isArray(listed) ? listed : []).filter((each) => typeof each === 'object' && each !== null);
}

/** `dbt_utils` of `dbt-labs/dbt_utils` or `https://…/dbt-utils.git`. */
const vendoredName = (entry: Wanted): string =>
  basename(String(entry.package ?? entry.git ?? entry.private ?? entry.tarball ?? ''), '.git').replaceAll('-', '_');

function copyLocal(folder: string, place: string, packagesPath: string): string {
  const source = resolve(folder, place);
  const files = new Map([['dbt_project.yml', readFileSync(join(source, 'dbt_project.yml'), 'utf8')]]);
  const { name } = projectNames(files, basename(source));
  cpSync(source, join(folder, packagesPath, name), {
    recursive: true,
    filter: (path) => !/\/(\.git|target|logs|dbt_packages|dbt_modules)(\/|$)/.test(path.slice(source.length)),
  });
  return name;
}
