import type { Access } from '#lib/access/access.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';
import { control } from '#lib/db/control/client.ts';
import { seal, unseal } from '#lib/db/control/seal.ts';
import {
  openRoleAdmin,
  type PooledSession,
  type ProjectRoles,
  personRoleName,
  projectRoleName,
  SessionPools,
  viewerRoleName,
} from '#lib/db/data/index.ts';
import type { BranchFacts } from '../project/store.ts';

/**
 * Of this module and not of the process: Next loads it once per bundle, and an error of another
 * bundle's driver is no `instanceof` this one's SqlError.
 */
const pools = new SessionPools({ max: 4, waitMs: 3_000, applicationName: 'insitu web' });

/** Closes this process's connections to data databases. */
export const closeSessions = (): Promise<void> => pools.close();

/** Address of a data database as its administrator: only to make roles and schemas. */
export async function adminUrl(dataDatabaseId: string): Promise<string> {
  const row = await control().dataDatabase.findUniqueOrThrow({ where: { id: dataDatabaseId } });
  if (row.sealedUrl) return unseal(row.sealedUrl, dataDatabaseId);
  const url = process.env.INSITU_DATA_URL;
  if (url) return url;
  throw new ProblemError({
    code: 'database.unconfigured',
    message: 'No data database is configured.',
    remedy: 'Set INSITU_DATA_URL to a PostgreSQL with plpython3u and start again.',
  });
}

/** All data databases, each with its address as its administrator. */
export async function dataDatabases(): Promise<readonly { readonly id: string; readonly url: string }[]> {
  const rows = await control().dataDatabase.findMany({ select: { id: true } });
  return Promise.all(rows.map(async ({ id }) => ({ id, url: await adminUrl(id) })));
}

/** The roles of a project in its data database. */
export const projectRoles = ({ id, slug }: { id: string; slug: string }): ProjectRoles => ({
  owner: projectRoleName(id, slug),
  viewer: viewerRoleName(id, slug),
});

export interface PersonLogin {
  readonly role: string;
  readonly password: string;
}

/**
 * A person's LOGIN role in a data database; made at the first call, its password sealed here and
 * known nowhere else.
 */
export async function personLogin(personId: string, dataDatabaseId: string): Promise<PersonLogin> {
  const key = { personId_dataDatabaseId: { personId, dataDatabaseId } };
  const found = await control().personRole.findUnique({ where: key });
  if (found) return opened(found);
  const url = await adminUrl(dataDatabaseId);
  return control().$transaction(async (tx) => {
    // Making a role sets its password: of two at once the second must see what the first sealed.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`person role ${personId} ${dataDatabaseId}`}))`;
    const meanwhile = await tx.personRole.findUnique({ where: key });
    if (meanwhile) return opened(meanwhile);
    const role = personRoleName(personId);
    await using admin = await openRoleAdmin(url);
    const password = await admin.ensurePersonRole(role);
    const sealedPassword = seal(password, sealContext({ personId, dataDatabaseId }));
    await tx.personRole.create({ data: { personId, dataDatabaseId, role, sealedPassword } });
    return { role, password };
  }, slow);
}

/** The data database may be far away. */
const slow = { timeout: 30_000, maxWait: 10_000 };

interface SealedRole {
  readonly personId: string;
  readonly dataDatabaseId: string;
  readonly role: string;
  readonly sealedPassword: string;
}

const opened = (row: SealedRole): PersonLogin => ({
  role: row.role,
  password: unseal(row.sealedPassword, sealContext(row)),
});

const sealContext = ({ personId, dataDatabaseId }: Pick<SealedRole, 'personId' | 'dataDatabaseId'>): string =>
  `${personId} ${dataDatabaseId}`;

/** Connections to the project's data database as the person's own role. */
export async function personSession(access: Access): Promise<PooledSession> {
  const { dataDatabaseId } = access.project;
  const [databaseUrl, login] = await Promise.all([
    adminUrl(dataDatabaseId),
    personLogin(access.person.id, dataDatabaseId),
  ]);
  return pools.get({ databaseUrl, ...login });
}

/** What a branch is compiled for, by a person: the same in web, browser and runner, so that checksums agree. */
export async function branchTarget(access: Access, branch: BranchFacts): Promise<Target> {
  const url = new URL(await adminUrl(access.project.dataDatabaseId));
  return {
    name: 'insitu',
    type: 'postgres',
    database: decodeURIComponent(url.pathname.slice(1)),
    schema: branch.schema,
    user: personRoleName(access.person.id),
    host: url.hostname,
    port: Number(url.port) || 5432,
    threads: 4,
  };
}
