import type { Access } from '#lib/access/access.ts';
import { ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { openRoleAdmin } from '#lib/db/data/index.ts';
import { adminUrl, personSession, projectRoles } from '../data/connection-store.ts';

/** Deletes a project with its text, versions, runs, and everything it built. Trained models go with its schemas. */
export async function deleteProject(access: Access): Promise<Result<null>> {
  const { id, slug, dataDatabaseId } = access.project;
  const active = await control().run.count({ where: { projectId: id, status: { in: ['queued', 'running'] } } });
  if (active > 0) {
    return refuse({ code: 'project.busy', message: 'A run of this project is not over.', remedy: 'Cancel it first.' });
  }
  try {
    const roles = projectRoles(access.project);
    const schemas = await ownedSchemas(access, roles.owner);
    await using admin = await openRoleAdmin(await adminUrl(dataDatabaseId));
    await admin.dropProject(schemas, roles);
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
  await control().$transaction(async (tx) => {
    await audit(tx, {
      action: 'project.deleted',
      personId: access.person.id,
      projectId: id,
      subject: { slug },
      address: access.caller.address,
    });
    // Runs name their versions: they go first.
    await tx.run.deleteMany({ where: { projectId: id } });
    await tx.project.delete({ where: { id } });
  });
  return { ok: true, value: null };
}

async function ownedSchemas(access: Access, owner: string): Promise<string[]> {
  const session = await personSession(access);
  const { rows } = await session.use((connection) =>
    connection.query(
      'select n.nspname from pg_namespace n join pg_roles r on r.oid = n.nspowner where r.rolname = $1',
      [owner],
    ),
  );
  return rows.map(([name]) => name ?? '');
}
