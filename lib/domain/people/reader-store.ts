import type { Access } from '#lib/access/access.ts';
import type { Reader } from '#lib/contracts/people.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { type AuditAction, audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { openRoleAdmin, readerRoleName, sessionUrl } from '#lib/db/data/index.ts';
import { adminUrl, projectRoles } from '../data/connection-store.ts';

/** The tools outside that read a project, made here or with `insitu reader`: the data database knows them. */
export async function listReaders({ project }: Access): Promise<readonly Reader[]> {
  await using admin = await openRoleAdmin(await adminUrl(project.dataDatabaseId));
  return await admin.listReaders(projectRoles(project));
}

/**
 * Makes the role of a tool that reads the project's schema and nothing else. One that is there gets a new password:
 * its old address opens nothing any more.
 * @returns its address, which is kept nowhere
 */
export async function makeReader(access: Access, name: string): Promise<Result<{ address: string }>> {
  const { project } = access;
  const databaseUrl = await adminUrl(project.dataDatabaseId);
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  const role = readerRoleName(database, project.slug, name);
  await using admin = await openRoleAdmin(databaseUrl);
  await record(access, 'reader.created', role);
  const password = await admin.ensureReader(role, project.slug);
  return { ok: true, value: { address: sessionUrl({ databaseUrl, role, password }) } };
}

/** Ends a tool's connections and takes its role away. */
export async function dropReader(access: Access, role: string): Promise<Result<null>> {
  await using admin = await openRoleAdmin(await adminUrl(access.project.dataDatabaseId));
  const readers = await admin.listReaders(projectRoles(access.project));
  if (!readers.some((reader) => reader.role === role)) return refuse(missing);
  await record(access, 'reader.dropped', role);
  await admin.dropPersonRole(role);
  return { ok: true, value: null };
}

const record = ({ person, project, caller }: Access, action: AuditAction, role: string): Promise<void> =>
  audit(control(), { action, personId: person.id, projectId: project.id, subject: { role }, address: caller.address });

const missing = {
  code: 'reader.missing',
  message: 'There is no such reader any more.',
  remedy: 'Look at the list again.',
} as const;
