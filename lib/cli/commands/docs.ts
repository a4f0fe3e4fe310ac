import { openSession } from '#lib/db/data/index.ts';
import { CATALOG_QUERY, catalogSchemas, makeCatalog } from '#lib/domain/artifact/index.ts';
import { newInvocation, targetFolder, writeArtifact, writeManifest } from '../artifacts.ts';
import type { Run } from '../commands.ts';
import { compileFolder, tellProblems } from '../compile.ts';
import { count, out } from '../print.ts';
import { selectedIds } from '../selection.ts';
import { addressOf } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { compileChosen, writeCompiled } from './inspect.ts';

/** `docs generate`: what dbt's docs site reads. */
export const docs: Run = async (args) => {
  if (args.words[0] !== 'generate')
    throw new UsageError(
      'insitu docs needs a word.',
      'Write insitu docs generate; dbt’s docs site shows what it writes.',
    );
  const folder = compileFolder(args);
  if (
    tellProblems(
      folder.compilation.problems.filter(({ severity }) => severity === 'error'),
      args,
    ) > 0
  )
    return 1;
  const manifest = args.compile
    ? writeCompiled(args, folder, await compileChosen(args, folder, selectedIds(args, folder)))
    : writeManifest(args, folder, new Set());
  await using session = openSession({ url: addressOf(args, folder.url), max: 1, applicationName: 'insitu docs' });
  const schemas = `{${catalogSchemas(manifest)
    .map((name) => JSON.stringify(name))
    .join(',')}}`;
  const { rows } = await session.use((connection) => connection.query(CATALOG_QUERY, [schemas]));
  writeArtifact(args, folder, 'catalog.json', makeCatalog(manifest, rows, newInvocation()));
  if (!args.quiet) out(`Catalog of ${count(rows.length, 'column')} written to ${targetFolder(args, folder.folder)}`);
  return 0;
};
