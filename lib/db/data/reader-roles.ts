import type pg from 'pg';
import { ProblemError } from '#lib/contracts/problem.ts';
import { quoteName } from './quote.ts';
import { readerNameOf, readerPrefix } from './role-names.ts';

/**
 * What lets a reader (a BI tool's role) read a schema, now and later. In a project's schema it becomes
 * one of the project's viewers: branches and what is built tomorrow come along. A schema that the
 * command line built has no such role: there it gets the rights itself.
 * @throws ProblemError where there is no such schema
 */
export async function readerStatements(client: pg.Client, role: string, schema: string): Promise<string[]> {
  const reader = quoteName(role);
  const roles = await schemaRoles(client, schema);
  if (roles === undefined) throw noSchema(schema);
  const { owner, viewers } = roles;
  return [
    ...(viewers ? [`GRANT ${quoteName(viewers)} TO ${reader}`] : grants(schema, owner, reader)),
    // It has no right to write; a tool that tries is told so in these words.
    `ALTER ROLE ${reader} SET default_transaction_read_only = on`,
  ];
}

const grants = (schema: string, owner: string, reader: string): string[] => [
  `GRANT USAGE ON SCHEMA ${quoteName(schema)} TO ${reader}`,
  `GRANT SELECT ON ALL TABLES IN SCHEMA ${quoteName(schema)} TO ${reader}`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteName(owner)} IN SCHEMA ${quoteName(schema)} GRANT SELECT ON TABLES TO ${reader}`,
];

interface SchemaRoles {
  readonly owner: string;
  /** The project's viewers: their role ends as its owner does, with the hash of the project's id. */
  readonly viewers: string | null;
}

async function schemaRoles(client: pg.Client, schema: string): Promise<SchemaRoles | undefined> {
  const { rows } = await client.query<SchemaRoles>(
    `select o.rolname as owner, v.rolname as viewers
       from pg_catalog.pg_namespace n join pg_catalog.pg_roles o on o.oid = n.nspowner
       left join pg_catalog.pg_roles v
         on o.rolname ~ '^insitu_o_' and v.rolname ~ '^insitu_v_' and right(v.rolname, 16) = right(o.rolname, 16)
      where n.nspname = $1`,
    [schema],
  );
  return rows[0];
}

/** The role of a schema's viewers; null where it is no project's, or is not there. */
export const viewersOf = async (client: pg.Client, schema: string): Promise<string | null> =>
  (await schemaRoles(client, schema))?.viewers ?? null;

/** @throws ProblemError where there is no such schema */
export async function requireSchema(client: pg.Client, schema: string): Promise<void> {
  if ((await schemaRoles(client, schema)) === undefined) throw noSchema(schema);
}

/** @throws ProblemError where there is no such reader */
export async function requireReader(client: pg.Client, role: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_catalog.pg_roles where rolname = $1', [role]);
  if (rowCount) return;
  throw new ProblemError({
    code: 'database.reader_missing',
    message: `There is no reader “${readerNameOf(role)}” of this schema: its role would be ${role}.`,
    remedy: 'Give the name and the schema that it was made with; names are listed in the project’s Settings.',
  });
}

const noSchema = (schema: string): ProblemError =>
  new ProblemError({
    code: 'database.schema_missing',
    message: `There is no schema “${schema}” in this database.`,
    remedy:
      'Give the schema that the project builds in: a project’s main branch builds in the one named as in its address.',
  });

/** A tool's role that reads a project. */
export interface ReaderRole {
  readonly role: string;
  /** The readable part of the role's name. */
  readonly name: string;
  /** How many connections it holds now. */
  readonly connections: number;
}

/** The readers of a project: the members of its viewers' role that are tools and no people. */
export async function listReaders(client: pg.Client, viewers: string): Promise<ReaderRole[]> {
  const { rows } = await client.query<{ role: string; connections: number }>(
    `select r.rolname as role, (select count(*)::int from pg_catalog.pg_stat_activity a where a.usesysid = r.oid) as connections
       from pg_catalog.pg_auth_members m
       join pg_catalog.pg_roles v on v.oid = m.roleid
       join pg_catalog.pg_roles r on r.oid = m.member
      where v.rolname = $1 and r.rolname ^@ $2
      order by r.rolname`,
    [viewers, readerPrefix],
  );
  return rows.map(({ role, connections }) => ({ role, name: readerNameOf(role), connections }));
}
