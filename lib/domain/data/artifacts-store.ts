import { randomUUID } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { Access } from '#lib/access/access.ts';
import {
  CATALOG_QUERY,
  catalogRows,
  catalogSchemas,
  hookTexts,
  type Invocation,
  makeCatalog,
  makeManifest,
  makeSemanticManifest,
} from '../artifact/index.ts';
import { createCompiler } from '../compile/index.ts';
import { readDraftFiles } from '../files/store.ts';
import type { BranchFacts } from '../project/store.ts';
import { branchTarget, personSession } from './connection-store.ts';

/**
 * What dbt's docs site and catalog readers take, of a branch as it is now: `manifest.json`, and
 * `catalog.json` with the relations that this person's own role may see.
 * @returns a zip
 */
export async function artifactsFor(access: Access, branch: BranchFacts, signal: AbortSignal): Promise<Uint8Array> {
  const [files, target, session] = await Promise.all([
    readDraftFiles(branch.id),
    branchTarget(access, branch),
    personSession(access),
  ]);
  const now = new Date();
  const invocation: Invocation = { id: randomUUID(), startedAt: now, generatedAt: now, env: {} };
  const compiler = createCompiler({ target }, files);
  const texts = hookTexts(compiler.compilation().runHooks);
  const manifest = makeManifest(compiler.parsed(), invocation, { isCompiled: () => true, texts });
  const schemas = `{${catalogSchemas(manifest)
    .map((name) => JSON.stringify(name))
    .join(',')}}`;
  const found = await session.use((connection) => connection.query(CATALOG_QUERY, [schemas]), { signal });
  const json = (value: object): Uint8Array => strToU8(JSON.stringify(value));
  return zipSync({
    'target/manifest.json': json(manifest),
    'target/semantic_manifest.json': json(makeSemanticManifest(manifest)),
    'target/catalog.json': json(makeCatalog(manifest, catalogRows(found), invocation)),
  });
}
