import { type Access, requireAccess } from '#lib/access/access.ts';
import { cookieName } from '#lib/access/cookie.ts';
import type { RequestFacts } from '#lib/access/request.ts';
import { type Caller, requireCaller, startSession } from '#lib/access/session.ts';
import type { Role } from '#lib/contracts/api.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { control } from '#lib/db/control/client.ts';
import { insertFiles } from '#lib/domain/files/store.ts';
import { type BranchFacts, findBranch } from '#lib/domain/project/store.ts';

/** A secret of tests. */
export const testSecret = 'ab'.repeat(32);

/** A request of a browser on this server with a session's token. */
export const testFacts = (token?: string): RequestFacts => ({
  cookie: token ? `${cookieName(false)}=${token}` : null,
  origin: 'http://localhost:4300',
  host: 'localhost:4300',
  secure: false,
  address: '127.0.0.1',
  userAgent: 'test',
});

export interface TestPerson {
  readonly caller: Caller;
  readonly token: string;
}

/** A person who is signed in. */
export async function createPerson(name: string, administrator = false): Promise<TestPerson> {
  const email = `${name.toLowerCase()}@example.org`;
  const person = await control().person.create({ data: { name, email, colour: 1, administrator } });
  const { token } = await startSession(person.id, testFacts());
  const caller = await requireCaller(testFacts(token));
  if (!caller.ok) throw new Error(caller.problem.message);
  return { caller: caller.value, token };
}

export interface TestProject {
  readonly id: string;
  readonly slug: string;
}

/** Rows of a project without anything in a data database. */
export async function createTestProject(slug: string, files: ProjectFiles): Promise<TestProject> {
  const database = await control().dataDatabase.upsert({
    where: { name: 'default' },
    create: { name: 'default' },
    update: {},
  });
  const { id } = await control().project.create({ data: { slug, name: slug, dataDatabaseId: database.id } });
  const branch = await control().branch.create({ data: { projectId: id, name: 'main', schema: slug } });
  await insertFiles(control(), branch.id, files);
  return { id, slug };
}

/** Makes a person a member and gives what they may do. */
export async function joinProject(
  { caller }: TestPerson,
  { id }: TestProject,
  role: Role,
): Promise<{ access: Access; branch: BranchFacts }> {
  await control().membership.create({ data: { projectId: id, personId: caller.person.id, role } });
  const access = await requireAccess(caller, id, 'viewer');
  if (!access.ok) throw new Error(access.problem.message);
  const branch = await findBranch(access.value);
  if (!branch.ok) throw new Error(branch.problem.message);
  return { access: access.value, branch: branch.value };
}
