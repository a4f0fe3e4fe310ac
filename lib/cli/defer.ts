import { openSession } from '#lib/db/data/index.ts';
import { entryOf } from '#lib/domain/artifact/index.ts';
import type { Arguments } from './arguments.ts';
import type { CompiledFolder } from './compile.ts';
import { stateManifest } from './state.ts';
import { UsageError } from './usage-error.ts';

const REFABLE = ['model.', 'seed.', 'snapshot.', 'function.'];

/**
 * With --defer: the folder compiled so that what was not built here is read where the state built
 * it; with --favor-state also what was.
 * @param built ids of what this command builds: it is read here
 */
export async function deferredFolder(
  args: Arguments,
  folder: CompiledFolder,
  built: ReadonlySet<string>,
): Promise<CompiledFolder> {
  if (!args.defer) return folder;
  const state = args.deferState ?? args.state;
  if (state === undefined) throw new UsageError('--defer needs a state.', 'Give --state DIRECTORY.');
  const manifest = stateManifest(state);
  const candidates = [...folder.compilation.nodes.values()].filter(
    ({ graph: { id } }) => !built.has(id) && REFABLE.some((prefix) => id.startsWith(prefix)),
  );
  const missing = args.favorState ? undefined : await missingRelations(folder, candidates);
  const deferred = candidates.flatMap(({ graph }) => {
    const entry = entryOf(manifest, graph.id);
    const isThere = missing !== undefined && graph.relation !== undefined && !missing.has(graph.id);
    // dbt names no relation of a function.
    const isNamed = typeof entry?.relation_name === 'string' || graph.id.startsWith('function.');
    if (entry === undefined || !isNamed || isThere) return [];
    const { database, schema, alias } = entry;
    const relation = { database: String(database), schema: String(schema), identifier: String(alias) };
    return [[graph.id, relation] as const];
  });
  return deferred.length === 0 ? folder : folder.again({ deferred: new Map(deferred) });
}

/** Ids of the nodes whose relation is not in the database; all of them without a database. */
async function missingRelations(
  { url }: CompiledFolder,
  nodes: readonly { graph: { id: string; relation?: { schema: string; identifier: string } | undefined } }[],
): Promise<ReadonlySet<string>> {
  if (url === undefined) return new Set(nodes.map(({ graph }) => graph.id));
  await using session = openSession({ url, max: 1, applicationName: 'insitu defer' });
  const named = nodes.flatMap(({ graph: { id, relation } }) =>
    relation === undefined ? [] : [{ id, schema: relation.schema, identifier: relation.identifier }],
  );
  const { rows } = await session.use((connection) =>
    connection.query(
      `select x.id from json_to_recordset($1::json) as x(id text, schema text, identifier text)
       where case when starts_with(x.id, 'function.')
         then not exists (select from pg_proc where pronamespace = to_regnamespace(quote_ident(x.schema)) and proname = x.identifier)
         else to_regclass(format('%I.%I', x.schema, x.identifier)) is null end`,
      [JSON.stringify(named)],
    ),
  );
  return new Set(rows.map(([id]) => id ?? ''));
}
