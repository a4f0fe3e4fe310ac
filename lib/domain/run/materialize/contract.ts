import type { ContractSpec } from '#lib/contracts/compilation.ts';
import type { SqlPlace } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { contractMismatch, contractRemedy, typeOfOid } from '../../compile/index.ts';
import type { StepContext } from '../context.ts';
import { tellMain } from '../main-statement.ts';
import { quoteRelation } from '../quote.ts';

/** Compares a query with its contract before anything is built, by name and class of type as dbt does. */
export async function assertContract(context: StepContext, sql: string, { columns }: ContractSpec): Promise<void> {
  const nothing = columns.map(({ name, type }) => `cast(null as ${type}) as ${name}`).join(', ');
  const given = await columnsOfQuery(context, sql);
  const wanted = await columnsOfQuery(context, `select ${nothing}`);
  const message = contractMismatch(wanted, given);
  if (message === undefined) return;
  throw new ProblemError({ code: 'contract.mismatch', message, remedy: contractRemedy, ...context.place });
}

async function columnsOfQuery(context: StepContext, sql: string) {
  const place = { ...placeOf(context), text: sql };
  const { columns } = await context.connection.query(
    `select * from (\n${sql}\n) insitu_contract where false`,
    [],
    place,
  );
  return columns.map(({ name, typeId }) => ({ name, type: typeOfOid(typeId) }));
}

/** A table with the columns and constraints of its contract, filled by the query in the contract's order. */
export async function fillByContract(
  context: StepContext,
  aside: RelationName,
  table: { readonly sql: string; readonly rawSql: string; readonly unlogged: boolean; readonly contract: ContractSpec },
): Promise<number> {
  const { sql, rawSql, unlogged, contract } = table;
  await assertContract(context, sql, contract);
  const target = quoteRelation(aside);
  const create = `CREATE ${unlogged ? 'UNLOGGED ' : ''}TABLE ${target} (\n  ${contract.definition}\n)`;
  const names = contract.columns.map(({ name }) => name).join(', ');
  const insert = `INSERT INTO ${target} (${names})\nSELECT ${names} FROM (\n${sql}\n) insitu_contract`;
  tellMain(context, `${create};\n${insert}`);
  await context.connection.query(create, [], { ...placeOf(context), text: contract.definition, rawText: '' });
  const { rowCount } = await context.connection.query(insert, [], { ...placeOf(context), text: sql, rawText: rawSql });
  return rowCount;
}

/** Gives constraints their own names once the old table is gone; a table that stayed has them already. */
export async function nameConstraints(context: StepContext, target: RelationName, spec: ContractSpec): Promise<void> {
  if (spec.renamed.length === 0) return;
  const { rows } = await context.connection.query('select conname from pg_constraint where conrelid = $1::regclass', [
    quoteRelation(target),
  ]);
  const there = new Set(rows.map(([name]) => name));
  const renames = spec.renamed
    .filter(({ from }) => there.has(from))
    .map(({ from, to }) => `ALTER TABLE ${quoteRelation(target)} RENAME CONSTRAINT ${from} TO ${to}`);
  if (renames.length > 0) await context.connection.script(renames.join(';\n'));
}

const placeOf = ({ place }: StepContext): Pick<SqlPlace, 'path' | 'nodeId'> => ({
  path: place.path ?? '',
  ...(place.nodeId ? { nodeId: place.nodeId } : {}),
});
