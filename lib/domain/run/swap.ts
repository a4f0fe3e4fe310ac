import type { DataConnection } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { StepContext } from './context.ts';
import { type Dependent, type ForeignKey, type Replaced, readReplaced } from './dependents.ts';
import { refreshInPlace } from './in-place.ts';
import { quoteName, quoteRelation } from './quote.ts';
import { assertReplaceable, type ExistingRelation, hasState, readRelation } from './relations.ts';

export interface Swap {
  readonly aside: RelationName;
  readonly target: RelationName;
  readonly kind: 'table' | 'view';
  /** Index names of the aside relation and the names they get. */
  readonly indexes?: readonly { readonly from: string; readonly to: string; readonly definition: string }[];
}

const dropWord: Readonly<Record<string, string>> = { r: 'TABLE', v: 'VIEW', m: 'MATERIALIZED VIEW' };

/**
 * Puts the aside relation in the place of the old one, inside the caller's transaction. Views
 * that read the old one are recreated; what can't be recreated keeps the old relation's identity
 * (refresh in place) or fails, and the transaction with it.
 */
export async function swapIn(context: StepContext, swap: Swap): Promise<void> {
  const { connection } = context;
  const old = await readRelation(connection, swap.target);
  if (!old) return renameIn(connection, swap);
  assertReplaceable(old, context.place);
  await context.patiently(swap.target, () => replace(context, swap, old));
}

async function renameIn(connection: DataConnection, { aside, target, kind, indexes }: Swap): Promise<void> {
  const renames = (indexes ?? []).map(
    ({ from, to }) => `ALTER INDEX ${quoteName(aside.schema)}.${quoteName(from)} RENAME TO ${quoteName(to)}`,
  );
  const rename = `ALTER ${kind === 'table' ? 'TABLE' : 'VIEW'} ${quoteRelation(aside)} RENAME TO ${quoteName(target.identifier)}`;
  await connection.script([rename, ...renames].join(';\n'));
}

async function replace(context: StepContext, swap: Swap, old: ExistingRelation): Promise<void> {
  const { connection } = context;
  // LOCK on a view would also lock every table below it.
  if (old.kind === 'r') await connection.script(`LOCK TABLE ${quoteRelation(old)} IN ACCESS EXCLUSIVE MODE`);
  const replaced = await readReplaced(connection, old.oid);
  const fixed = [...replaced.bound, ...replaced.dependents.filter(isFixed).map(describe)];
  if (fixed.length > 0) return keepIdentity(context, swap, old, fixed);
  await connection.script('SAVEPOINT insitu_drop');
  try {
    await dropOld(connection, old, replaced);
  } catch (error) {
    if (!hasState(error, '2BP01')) throw error;
    await connection.script('ROLLBACK TO SAVEPOINT insitu_drop');
    return keepIdentity(context, swap, old, [error.detail ?? error.message]);
  }
  await renameIn(connection, swap);
  await restoreOwn(connection, swap, old, replaced.restore);
  await recreate(context, swap, replaced.dependents);
  await refer(context, swap, replaced.foreignKeys);
}

const isFixed = ({ kind, ours, plain }: Dependent): boolean => kind !== 'v' || !ours || !plain;

const describe = ({ schema, identifier, kind, owner }: Dependent): string =>
  `${kind === 'm' ? 'materialized view' : kind === 'v' ? 'view' : 'rule of'} ${quoteRelation({ schema, identifier })} of ${owner}`;

async function dropOld(connection: DataConnection, old: ExistingRelation, replaced: Replaced): Promise<void> {
  const drops = [
    ...replaced.dependents.toReversed().map((view) => `DROP VIEW ${quoteRelation(view)}`),
    ...replaced.foreignKeys.map((key) => `ALTER TABLE ${quoteRelation(key)} DROP CONSTRAINT ${quoteName(key.name)}`),
  ];
  await connection.script([...drops, `DROP ${dropWord[old.kind]} ${quoteRelation(old)}`].join(';\n'));
}

/** Grants and comments of the old relation; those of columns that are gone, or of another kind, are left out one by one. */
async function restoreOwn(
  connection: DataConnection,
  swap: Swap,
  old: ExistingRelation,
  statements: readonly string[],
) {
  const mine = statements
    .filter((statement) => !statement.includes(' OWNER TO '))
    .map((statement) =>
      swap.kind === (old.kind === 'v' ? 'view' : 'table') ? statement : retarget(statement, swap.kind),
    );
  if (mine.length === 0) return;
  await connection.script('SAVEPOINT insitu_restore');
  try {
    await connection.script(mine.join(';\n'));
  } catch {
    await connection.script('ROLLBACK TO SAVEPOINT insitu_restore');
    for (const statement of mine) await attempt(connection, statement);
  }
}

const retarget = (statement: string, kind: Swap['kind']): string =>
  statement.replace(/^COMMENT ON (TABLE|VIEW|MATERIALIZED VIEW) /, `COMMENT ON ${kind.toUpperCase()} `);

/** A statement whose failure is undone and told to the caller. */
async function attempt(connection: DataConnection, script: string): Promise<string | undefined> {
  await connection.script('SAVEPOINT insitu_attempt');
  try {
    await connection.script(`${script};\nRELEASE SAVEPOINT insitu_attempt`);
    return undefined;
  } catch (error) {
    await connection.script('ROLLBACK TO SAVEPOINT insitu_attempt');
    return error instanceof Error ? error.message : String(error);
  }
}

async function recreate(context: StepContext, swap: Swap, dependents: readonly Dependent[]): Promise<void> {
  for (const view of dependents) {
    const options = view.options ? ` WITH (${view.options})` : '';
    const create = `CREATE VIEW ${quoteRelation(view)}${options} AS\n${view.definition}`;
    const failure = await attempt(context.connection, [create, ...view.restore].join(';\n'));
    if (failure === undefined) continue;
    if (!context.isOfProject(view)) throw blocked(context, swap.target, `view ${quoteRelation(view)}`, failure);
    context.warn(
      `View ${quoteRelation(view)} was dropped: it no longer fits ${quoteRelation(swap.target)} (${failure}). Build it again.`,
    );
  }
}

/** Gives other tables back their foreign keys; one that the new rows don't satisfy is the project's to build again. */
async function refer(context: StepContext, swap: Swap, keys: readonly ForeignKey[]): Promise<void> {
  for (const key of keys) {
    const add = `ALTER TABLE ${quoteRelation(key)} ADD CONSTRAINT ${quoteName(key.name)} ${key.definition}`;
    const failure = await attempt(context.connection, add);
    if (failure === undefined) continue;
    const what = `foreign key ${quoteName(key.name)} of ${quoteRelation(key)}`;
    if (!context.isOfProject(key)) throw blocked(context, swap.target, what, failure);
    context.warn(
      `The ${what} was dropped: it no longer fits ${quoteRelation(swap.target)} (${failure}). Build it again.`,
    );
  }
}

/** The relation itself has to stay: its rows are replaced, not it. */
async function keepIdentity(
  context: StepContext,
  swap: Swap,
  old: ExistingRelation,
  because: readonly string[],
): Promise<void> {
  const list = because.join(', ');
  if (swap.kind !== 'table' || old.kind !== 'r')
    throw blocked(context, swap.target, list, `it is replaced by a ${swap.kind}`);
  const misfit = await refreshInPlace(context.connection, swap, old.oid);
  if (misfit) throw blocked(context, swap.target, list, misfit);
  context.log(`Rows of ${quoteRelation(swap.target)} were replaced in place, because of ${list}.`);
}

const blocked = (context: StepContext, target: RelationName, what: string, why: string): ProblemError =>
  new ProblemError({
    code: 'run.dependents',
    message: `${quoteRelation(target)} can’t be replaced while ${what} depends on it: ${why}. The old one is kept.`,
    remedy: 'Change or drop what depends on it, or keep the columns it uses.',
    ...context.place,
  });
