import type { Problem } from '#lib/contracts/problem.ts';
import { openSession } from '#lib/db/data/index.ts';
import {
  CATALOG_QUERY,
  type CatalogRow,
  catalogNodes,
  catalogRows,
  catalogSchemas,
  type Manifest,
  makeCatalog,
  makeManifest,
  nameOf,
} from '#lib/domain/artifact/index.ts';
import { CATALOG_MACRO_NAMES } from '#lib/domain/compile/index.ts';
import { CommandMacros, commented } from '#lib/domain/run/index.ts';
import type { Arguments } from '../arguments.ts';
import { newInvocation, writeArtifact } from '../artifacts.ts';
import { copyAssets } from '../assets.ts';
import type { Run } from '../commands.ts';
import { type CompiledFolder, compileFolder, ofParsing, tellProblems } from '../compile.ts';
import { deferredFolder } from '../defer.ts';
import { count, err, out } from '../print.ts';
import { selectedIds } from '../selection.ts';
import { addressOf } from '../target.ts';
import { targetFolder } from '../target-folder.ts';
import { UsageError } from '../usage-error.ts';
import { compileChosen, writeCompiled } from './inspect.ts';

/** `docs generate`: what dbt's docs site reads. */
export const docs: Run = async (args) => {
  if (args.words[0] !== 'generate')
    throw new UsageError(
      'insitu docs needs a word.',
      'Write insitu docs generate; dbt’s docs site shows what it writes.',
    );
  const read = compileFolder(args);
  const chosen = selectedIds(args, read);
  // Nothing is built: as under dbt also what is chosen is read from the state.
  const folder = args.compile ? await deferredFolder(args, read, new Set()) : read;
  if (tellProblems(problemsOf(folder, args.compile ? chosen : new Set()), args) > 0) return 1;
  const manifest = args.compile
    ? writeCompiled(args, folder, await compileChosen(args, folder, chosen))
    : makeManifest(folder.parsed, newInvocation(), { isCompiled: () => false });
  copyAssets(args, folder);
  // As in dbt a selection counts only for what is compiled.
  const limit = args.emptyCatalog ? new Set<string>() : args.compile ? chosen : undefined;
  const rows = args.emptyCatalog ? [] : await readCatalog(args, folder, manifest, limit);
  writeArtifact(args, folder, 'catalog.json', makeCatalog(manifest, rows, newInvocation(), limit));
  if (!args.quiet) out(`Catalog of ${count(rows.length, 'column')} written to ${targetFolder(args, folder.folder)}`);
  return 0;
};

/** Errors that keep the pages from being made: of what is compiled also those that only rendering finds. */
const problemsOf = ({ compilation }: CompiledFolder, compiled: ReadonlySet<string>): Problem[] =>
  compilation.problems
    .flatMap((problem) => (compiled.has(problem.nodeId ?? '') ? [problem] : ofParsing([problem])))
    .filter(({ severity }) => severity === 'error');

/** dbt asks for more relations than these by their schemas. */
const MOST_RELATIONS = 100;

/** The database's columns; by the project's own macros where it has such. */
async function readCatalog(
  args: Arguments,
  { source, comments, url, parsed, target: { database } }: CompiledFolder,
  manifest: Manifest,
  limit: ReadonlySet<string> | undefined,
): Promise<readonly CatalogRow[]> {
  await using session = openSession({ url: addressOf(args, url), max: 1, applicationName: 'insitu docs' });
  const schemas = catalogSchemas(manifest);
  if (!parsed.workspace.macros.isOverriddenAnywhere(CATALOG_MACRO_NAMES)) {
    const names = `{${schemas.map((name) => JSON.stringify(name)).join(',')}}`;
    const own = commented(session, comments, { connection: 'generate_catalog' });
    return catalogRows(await own.use((connection) => connection.query(CATALOG_QUERY, [names])));
  }
  await using macros = new CommandMacros({ source, session, comments, log: err });
  const relations = catalogNodes(manifest)
    .filter(({ unique_id: id }) => limit?.has(id))
    .map((node) => ({ schema: String(node.schema), identifier: nameOf(node) }));
  const isFew = limit !== undefined && relations.length <= MOST_RELATIONS;
  return await macros.catalog({ database, schemas, ...(isFew ? { relations } : {}) });
}
