import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { quoteName, quoteText } from './quote.ts';
import {
  listReaders,
  type ReaderRole,
  readerStatements,
  requireReader,
  requireSchema,
  viewersOf,
} from './reader-roles.ts';
import { userGroup } from './role-names.ts';
import { createRunRole, dropRunRole, listRunRoles, type RunRole, type RunRoleRequest } from './run-roles.ts';
import { randomPassword, scramVerifier } from './scram.ts';
import { toSqlError } from './sql-error.ts';

export type ProjectRight = 'owner' | 'editor' | 'viewer';

export interface ProjectRoles {
  /** NOLOGIN owner of the project's schemas: editors are members. */
  readonly owner: string;
  /** NOLOGIN reader: viewers are members. */
  readonly viewer: string;
}

/** Connections one person may hold at once, over all processes. */
const connectionLimit = 20;

/** Statements on the admin URL, each with its name so that a log of them reads as what was done. */
export interface RoleAdmin extends AsyncDisposable {
  /** PUBLIC loses the database and its schema public; members of insitu_user may connect. Idempotent. */
  lockDatabase(): Promise<void>;
  /** Makes a person's LOGIN role, or gives the one that is there a new password. @returns the password, to be sealed. */
  ensurePersonRole(role: string): Promise<string>;
  /** Ends the person's connections and drops the role; what it owned goes to `heir`. */
  dropPersonRole(role: string, heir?: string): Promise<void>;
  /** Makes a project's owner and viewer roles. */
  ensureProjectRoles(roles: ProjectRoles): Promise<void>;
  /**
   * Makes a schema of the project, owned by it, readable for its viewers, now and later. Refuses a
   * schema that is somebody else's: to share it would give this project's people another's data.
   */
  ensureProjectSchema(schema: string, roles: ProjectRoles): Promise<void>;
  /** Gives a person exactly this right in a project; undefined takes all of them away. */
  setMembership(person: string, roles: ProjectRoles, right: ProjectRight | undefined): Promise<void>;
  /** Waits until nobody else changes people's rights in this database; held until the administrator is closed. */
  lockRights(): Promise<void>;
  /** The members of each project's owner and viewer role, roles without members included. */
  listGrants(): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** Lets a project read a schema that it doesn't own (sources). */
  grantSource(schema: string, roles: ProjectRoles): Promise<void>;
  /**
   * Makes the LOGIN role of a tool that reads this schema and nothing else, or gives it a new password.
   * `dropPersonRole` takes it away. @returns its password, which is known nowhere else
   */
  ensureReader(role: string, schema: string): Promise<string>;
  /** The tools that read a project, made here or with `insitu reader`. */
  listReaders(roles: ProjectRoles): Promise<readonly ReaderRole[]>;
  /** @throws ProblemError where there is no such schema */
  requireSchema(schema: string): Promise<void>;
  /** @throws ProblemError where there is no such reader */
  requireReader(role: string): Promise<void>;
  /** The role that a schema's viewers have in common; null where it is no project's, or is not there. */
  viewersOf(schema: string): Promise<string | null>;
  /** Makes the LOGIN role of one run, a member of the project's role alone. @returns its password */
  createRunRole(request: RunRoleRequest): Promise<string>;
  /** Ends a run's connections and drops its role; what it owned goes to the project. */
  dropRunRole(role: string): Promise<void>;
  /** Every run's role of the server, those of other installations included. */
  listRunRoles(): Promise<readonly RunRole[]>;
  /** Drops the schemas with all that is in them, and the roles, those of its readers too. */
  dropProject(schemas: readonly string[], roles: ProjectRoles): Promise<void>;
  close(): Promise<void>;
}

/** Opens the administrator of one data database. @param url superuser, or a role with CREATEROLE that owns the database. */
export async function openRoleAdmin(url: string): Promise<RoleAdmin> {
  const client = new pg.Client({ connectionString: url, application_name: 'insitu roles' });
  client.on('error', () => {});
  const run = (...statements: string[]): Promise<void> => runAtOnce(client, statements);
  await client.connect().catch((error: unknown) => {
    throw toSqlError(error);
  });
  const close = () => client.end();
  return {
    lockDatabase: () => lockDatabase(client, run),
    ensurePersonRole: (role) => ensurePersonRole(run, role),
    dropPersonRole: (role, heir) => dropPersonRole(client, run, role, heir),
    ensureProjectRoles: ({ owner, viewer }) => run(ensureGroup(userGroup), ...[owner, viewer].flatMap(groupMember)),
    ensureProjectSchema: (schema, roles) => run(...schemaStatements(schema, roles)),
    setMembership: (person, roles, right) => run(...membershipStatements(person, roles, right)),
    lockRights: () => run("SELECT pg_advisory_lock(hashtextextended('insitu rights', 0))"),
    listGrants: () => listGrants(client),
    grantSource: (schema, roles) => run(...sourceStatements(schema, roles)),
    ensureReader: (role, schema) => ensureReader(client, run, role, schema),
    listReaders: ({ viewer }) => listReaders(client, viewer),
    requireSchema: (schema) => requireSchema(client, schema),
    requireReader: (role) => requireReader(client, role),
    viewersOf: (schema) => viewersOf(client, schema),
    createRunRole: (request) => createRunRole(run, request),
    dropRunRole: (role) => dropRunRole(client, run, role),
    listRunRoles: () => listRunRoles(client),
    dropProject: (schemas, roles) => dropProject(client, run, schemas, roles),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** "tuple concurrently updated", a unique index, a deadlock: another process changes the same roles or schemas now. */
const passing = new Set(['XX000', '23505', '40P01']);
const attempts = 6;

/** One simple-protocol message is one transaction: all or nothing. Every statement here may be repeated. */
async function runAtOnce(client: pg.Client, statements: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statements.join(';\n'));
      return;
    } catch (error) {
      const sqlError = toSqlError(error);
      if (attempt === attempts || !passing.has(sqlError.sqlState)) throw sqlError;
      await sleep(attempt * 30 * (1 + Math.random()));
    }
  }
}

type Run = (...statements: string[]) => Promise<void>;

/** CREATE ROLE has no IF NOT EXISTS; two processes may come at once (42710, or 23505 on the index below). */
function createRole(role: string, attributes: string): string {
  const create = `CREATE ROLE ${quoteName(role)} ${attributes}`;
  return `DO ${quoteText(`BEGIN ${create}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END`)}`;
}

const restricted = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';

const ensureGroup = (role: string): string => createRole(role, `NOLOGIN ${restricted}`);

const groupMember = (role: string): string[] => [
  ensureGroup(role),
  `GRANT ${quoteName(userGroup)} TO ${quoteName(role)}`,
  // Needed to make schemas for it when the administrator is no superuser.
  `GRANT ${quoteName(role)} TO CURRENT_USER`,
];

async function ensurePersonRole(run: Run, role: string): Promise<string> {
  const password = randomPassword();
  const attributes = `LOGIN ${restricted} CONNECTION LIMIT ${connectionLimit}`;
  await run(
    ensureGroup(userGroup),
    createRole(role, attributes),
    // SUPERUSER, REPLICATION and BYPASSRLS can only be named by a superuser: a new role has none of them.
    `ALTER ROLE ${quoteName(role)} LOGIN CONNECTION LIMIT ${connectionLimit} PASSWORD ${quoteText(scramVerifier(password))}`,
    `GRANT ${quoteName(userGroup)} TO ${quoteName(role)}`,
    limitTemporaryFiles(role),
  );
  return password;
}

async function ensureReader(client: pg.Client, run: Run, role: string, schema: string): Promise<string> {
  const reads = await readerStatements(client, role, schema);
  const password = await ensurePersonRole(run, role);
  await run(...reads);
  return password;
}

/** What one preview may spill to disk. */
const temporaryFiles = '10GB';

/** Only a superuser sets it, and whom it limits can't change it; other administrators go without. */
function limitTemporaryFiles(role: string): string {
  const limit = `ALTER ROLE ${quoteName(role)} SET temp_file_limit = '${temporaryFiles}'`;
  return `DO ${quoteText(`BEGIN ${limit}; EXCEPTION WHEN insufficient_privilege THEN NULL; END`)}`;
}

async function dropPersonRole(client: pg.Client, run: Run, role: string, heir?: string): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [role]);
  if (!found.rowCount) return;
  // The second is needed to end its connections and give away what it owns when the administrator is no superuser.
  await run(`ALTER ROLE ${quoteName(role)} NOLOGIN`, `GRANT ${quoteName(role)} TO CURRENT_USER`);
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [role]);
  await run(
    ...(heir ? [`REASSIGN OWNED BY ${quoteName(role)} TO ${quoteName(heir)}`] : []),
    `DROP OWNED BY ${quoteName(role)} CASCADE`,
    `DROP ROLE ${quoteName(role)}`,
  );
}

async function lockDatabase(client: pg.Client, run: Run): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  const database = quoteName(rows[0]?.name ?? '');
  const group = quoteName(userGroup);
  await run(
    ensureGroup(userGroup),
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
    `GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${group}`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    // Types, operators and functions of extensions live there.
    `GRANT USAGE ON SCHEMA public TO ${group}`,
  );
}

function schemaStatements(schema: string, { owner, viewer }: ProjectRoles): string[] {
  const [name, project, reader] = [schema, owner, viewer].map(quoteName);
  return [
    `CREATE SCHEMA IF NOT EXISTS ${name} AUTHORIZATION ${project}`,
    refuseForeignSchema(schema, owner),
    `GRANT USAGE ON SCHEMA ${name} TO ${reader}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${name} TO ${reader}`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${project} IN SCHEMA ${name} GRANT SELECT ON TABLES TO ${reader}`,
  ];
}

/** Ends the transaction that it is a statement of, before anything is granted. */
function refuseForeignSchema(schema: string, owner: string): string {
  const message = quoteText(`Schema ${quoteName(schema)} belongs to somebody else.`);
  const hint = quoteText('Choose another schema.');
  const foreign = `EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ${quoteText(schema)} AND pg_get_userbyid(nspowner) <> ${quoteText(owner)})`;
  return `DO ${quoteText(
    `BEGIN IF ${foreign} THEN RAISE insufficient_privilege USING MESSAGE = ${message}, HINT = ${hint}; END IF; END`,
  )}`;
}

function membershipStatements(
  person: string,
  { owner, viewer }: ProjectRoles,
  right: ProjectRight | undefined,
): string[] {
  const member = quoteName(person);
  const wanted = right === undefined ? undefined : right === 'viewer' ? viewer : owner;
  return [owner, viewer].map((role) =>
    role === wanted ? `GRANT ${quoteName(role)} TO ${member}` : `REVOKE ${quoteName(role)} FROM ${member}`,
  );
}

async function listGrants(client: pg.Client): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await client.query<{ role: string; members: string[] }>(
    `select r.rolname as role, array_remove(array_agg(p.rolname::text), null) as members
       from pg_roles r
       left join pg_auth_members m on m.roleid = r.oid
       left join pg_roles p on p.oid = m.member
      where r.rolname ^@ 'insitu_o_' or r.rolname ^@ 'insitu_v_'
      group by r.rolname`,
  );
  return new Map(rows.map(({ role, members }) => [role, new Set(members)]));
}

function sourceStatements(schema: string, { owner, viewer }: ProjectRoles): string[] {
  const [name, roles] = [quoteName(schema), [owner, viewer].map(quoteName).join(', ')];
  return [
    `GRANT USAGE ON SCHEMA ${name} TO ${roles}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${name} TO ${roles}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${name} GRANT SELECT ON TABLES TO ${roles}`,
  ];
}

async function dropProject(
  client: pg.Client,
  run: Run,
  schemas: readonly string[],
  { owner, viewer }: ProjectRoles,
): Promise<void> {
  // A tool's role reads this project alone: without it it is nothing but a way in.
  for (const { role } of await listReaders(client, viewer)) await dropPersonRole(client, run, role);
  const roles = [owner, viewer].map(quoteName);
  await run(
    ...schemas.map((schema) => `DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`),
    // One at a time: default privileges that name both can't be dropped twice in one statement.
    ...roles.map((role) => `DROP OWNED BY ${role} CASCADE`),
    `DROP ROLE ${roles.join(', ')}`,
  );
}
