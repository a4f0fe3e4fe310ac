import type pg from 'pg';
import { SqlError } from '#lib/contracts/database.ts';
import { quoteName, quoteText } from './quote.ts';
import type { ProjectRoles } from './roles.ts';
import { randomPassword, scramVerifier } from './scram.ts';

/** What a run's role is made for. */
export interface RunRoleRequest {
  readonly role: string;
  readonly runId: string;
  /** LOGIN role of whoever asked for the run; has to be a member of the project now. */
  readonly person: string;
  readonly owner: ProjectRoles['owner'];
  /** Connections of the run at once. */
  readonly connections: number;
  /** After this nobody signs in as it any more. */
  readonly seconds: number;
}

/** A run's role that is there. */
export interface RunRole {
  readonly role: string;
  readonly runId: string;
  readonly expired: boolean;
}

type Run = (...statements: string[]) => Promise<void>;

/**
 * Makes the LOGIN role of one run. Its one membership is the project's role: whatever a model, hook
 * or cell does to its session (RESET ROLE, set_config), it can't become the person who asked, nor
 * anybody else. The comment tells the runtime who that was; no run can change it.
 * @returns its password, which is known nowhere else
 */
export async function createRunRole(run: Run, request: RunRoleRequest): Promise<string> {
  const password = randomPassword();
  const name = quoteName(request.role);
  await run(
    createStatement(request, scramVerifier(password)),
    `GRANT ${quoteName(request.owner)} TO ${name}`,
    // Needed to end its connections when the administrator is no superuser.
    `GRANT ${name} TO CURRENT_USER`,
    `COMMENT ON ROLE ${name} IS ${quoteText(`insitu run ${request.runId} of ${request.person}`)}`,
  );
  return password;
}

/** The database itself says whether the person may build in the project, and what time it is. */
function createStatement({ role, person, owner, connections, seconds }: RunRoleRequest, verifier: string): string {
  const create = [
    `CREATE ROLE ${quoteName(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`,
    `CONNECTION LIMIT ${connections} PASSWORD ${quoteText(verifier)} VALID UNTIL `,
  ].join(' ');
  const member = `EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteText(person)} AND pg_has_role(oid, ${quoteText(owner)}, 'MEMBER'))`;
  const message = quoteText('Only an editor of the project may build in it.');
  const hint = quoteText('Ask an owner of the project to change your role.');
  return `DO ${quoteText(
    `BEGIN IF NOT ${member} THEN RAISE insufficient_privilege USING MESSAGE = ${message}, HINT = ${hint}; END IF;
     EXECUTE ${quoteText(create)} || quote_literal(now() + make_interval(secs => ${Math.ceil(seconds)})); END`,
  )}`;
}

/**
 * Ends a run's connections and drops its role. What it came to own (a model that left the project's
 * role on the way) goes to the project. Does nothing when the role is not there.
 */
export async function dropRunRole(client: pg.Client, run: Run, role: string): Promise<void> {
  const { rows } = await client.query<{ owner: string | null }>(
    `select (select m.roleid::regrole::text from pg_auth_members m where m.member = r.oid order by m.roleid limit 1) as owner
       from pg_roles r where r.rolname = $1`,
    [role],
  );
  const [found] = rows;
  if (!found) return;
  const name = quoteName(role);
  try {
    await run(`ALTER ROLE ${name} NOLOGIN`);
    await client.query('select pg_terminate_backend(pid, 2000) from pg_stat_activity where usename = $1', [role]);
    await run(
      // Somebody may hold a lock on what it owns: the next sweep tries again.
      'SET LOCAL lock_timeout = 5000',
      ...(found.owner === null ? [] : [`REASSIGN OWNED BY ${name} TO ${found.owner}`]),
      `DROP OWNED BY ${name}`,
      `DROP ROLE ${name}`,
    );
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Another runner's sweep was faster. */
const isGone = (error: unknown): boolean => error instanceof SqlError && error.sqlState === '42704';

/** Every run's role of the server, those of other installations included. */
export async function listRunRoles(client: pg.Client): Promise<RunRole[]> {
  const { rows } = await client.query<RunRole>(
    `select r.rolname as role, m[1] as "runId", r.rolvaliduntil < now() as expired
       from pg_roles r, regexp_match(shobj_description(r.oid, 'pg_authid'), '^insitu run (\\S+) of ') m
      where m is not null`,
  );
  return rows;
}
