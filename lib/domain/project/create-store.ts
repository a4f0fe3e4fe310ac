import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import { requireAccess } from '#lib/access/access.ts';
import { requireAdministrator } from '#lib/access/administrator.ts';
import type { Caller } from '#lib/access/session.ts';
import { type Problem, ProblemError, type Result, refuse } from '#lib/contracts/problem.ts';
import type { ProjectFiles } from '#lib/contracts/project.ts';
import { audit } from '#lib/db/control/audit.ts';
import { type ControlTransaction, control, isTaken } from '#lib/db/control/client.ts';
import { openRoleAdmin, personRoleName, type RoleAdmin } from '#lib/db/data/index.ts';
import { adminUrl, personLogin, personSession, projectRoles } from '../data/connection-store.ts';
import { insertFiles } from '../files/store.ts';
import { longer, storeTree, type VersionRequest } from '../version/store.ts';
import { readSample, type Sample, samples, sourceSchemas } from './sample-store.ts';
import { numberedSlug, slugOf } from './slug.ts';
import { findBranch, mainBranch } from './store.ts';

export const createProjectRequest = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'A project needs a name.')
    .max(100)
    .regex(/^[^\p{C}]+$/u, 'Write a name of letters.'),
  description: z.string().trim().max(1_000).default(''),
  sample: z.enum(samples.map(({ name }) => name)).optional(),
});
export type CreateProjectRequest = z.input<typeof createProjectRequest>;

/** Makes a project on the default data database, empty or from a sample, with the caller as its owner. */
export async function createProject(
  caller: Caller,
  { name, description, sample }: z.output<typeof createProjectRequest>,
): Promise<Result<{ projectId: string; slug: string }>> {
  const slug = slugOf(name);
  const files = sample ? await readSample(sample) : emptyProject(slug);
  return makeProject(caller, { name, description, slug, files });
}

/** Makes the samples of a new installation; a sample that can't be made is left out with its reason. */
export async function createSamples(caller: Caller): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { name, title, description } of samples satisfies readonly Sample[]) {
    const made = await createProject(caller, { name: title, description, sample: name });
    if (!made.ok) problems.push(made.problem);
  }
  return problems;
}

/** Whether a person may make projects; a refusal is recorded. */
export const requireMaker = (caller: Caller): Promise<Result<null>> => requireAdministrator(caller, 'make a project');

/** A project that is to be made. */
export interface NewProject {
  readonly name: string;
  readonly description: string;
  readonly slug: string;
  readonly files: ProjectFiles;
  /** How its first version came to be. */
  readonly first?: Pick<VersionRequest, 'cause' | 'message'>;
  /** What else is written with its rows, in their transaction. */
  readonly besides?: (tx: ControlTransaction, made: { projectId: string; branchId: string }) => Promise<void>;
}

/** Makes a project's rows, its schema and its first version, with the caller as its owner; all of it or nothing. */
export async function makeProject(
  caller: Caller,
  project: NewProject,
): Promise<Result<{ projectId: string; slug: string }>> {
  const allowed = await requireMaker(caller);
  if (!allowed.ok) return allowed;
  try {
    const made = await insertProject(caller, project);
    const access = await requireAccess(caller, made.projectId, 'owner');
    if (!access.ok) return access;
    const prepared = await prepareDatabase(access.value, sourceSchemas(project.files));
    if (!prepared.ok) {
      await control().project.delete({ where: { id: made.projectId } });
      return prepared;
    }
    await storeFirstVersion(access.value, project);
    return { ok: true, value: made };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** The rows of a project; the first free of slug, slug_2, slug_3 … is its. */
async function insertProject(caller: Caller, project: NewProject): Promise<{ projectId: string; slug: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const slug = numberedSlug(project.slug, attempt);
    try {
      return await control().$transaction((tx) => insertRows(tx, caller, { ...project, slug }), longer);
    } catch (error) {
      if (!isTaken(error) || attempt === 50) throw error;
    }
  }
}

async function insertRows(tx: ControlTransaction, caller: Caller, given: NewProject) {
  const { name, description, slug, files } = given;
  const database = await tx.dataDatabase.upsert({
    where: { name: 'default' },
    create: { name: 'default' },
    update: {},
  });
  const project = await tx.project.create({ data: { name, description, slug, dataDatabaseId: database.id } });
  const branch = await tx.branch.create({ data: { projectId: project.id, name: mainBranch, schema: slug } });
  await tx.membership.create({ data: { projectId: project.id, personId: caller.person.id, role: 'owner' } });
  await insertFiles(tx, branch.id, files);
  await audit(tx, {
    action: 'project.created',
    personId: caller.person.id,
    projectId: project.id,
    subject: { slug },
    address: caller.address,
  });
  await given.besides?.(tx, { projectId: project.id, branchId: branch.id });
  return { projectId: project.id, slug };
}

/** Roles and schema in the data database. A schema that is there already belongs to somebody else. */
async function prepareDatabase(access: Access, sources: readonly string[]): Promise<Result<null>> {
  const { project, person } = access;
  const url = await adminUrl(project.dataDatabaseId);
  await using admin = await openRoleAdmin(url);
  await admin.lockDatabase();
  await personLogin(person.id, project.dataDatabaseId);
  const existing = await schemasAmong(access, [project.slug, ...sources]);
  if (existing.has(project.slug)) return refuse(schemaTaken(project.slug));
  const roles = projectRoles(project);
  await admin.ensureProjectRoles(roles);
  await admin.ensureProjectSchema(project.slug, roles);
  await admin.setMembership(personRoleName(person.id), roles, 'owner');
  await grantSources(
    admin,
    sources.filter((schema) => existing.has(schema)),
    roles,
  );
  return { ok: true, value: null };
}

async function grantSources(admin: RoleAdmin, schemas: readonly string[], roles: ReturnType<typeof projectRoles>) {
  for (const schema of schemas) await admin.grantSource(schema, roles);
}

async function schemasAmong(access: Access, names: readonly string[]): Promise<ReadonlySet<string>> {
  const session = await personSession(access);
  const { rows } = await session.use((connection) =>
    connection.query('select nspname from pg_namespace where nspname in (select json_array_elements_text($1::json))', [
      JSON.stringify(names),
    ]),
  );
  return new Set(rows.map(([name]) => name ?? ''));
}

const created = { cause: 'create', message: 'Project created' } as const;

async function storeFirstVersion(access: Access, { files, first = created }: NewProject): Promise<void> {
  const branch = await findBranch(access);
  if (!branch.ok) return;
  await control().$transaction((tx) => storeTree(tx, access, branch.value, { ...first, files }), longer);
}

const emptyProject = (slug: string): ProjectFiles =>
  new Map([
    [
      'dbt_project.yml',
      `name: ${slug}\nversion: '1.0.0'\nconfig-version: 2\nprofile: ${slug}\n\nmodel-paths: [models]\nseed-paths: [seeds]\ntest-paths: [tests]\nmacro-paths: [macros]\nfunction-paths: [functions]\n`,
    ],
  ]);

const schemaTaken = (slug: string) => ({
  code: 'project.schema_taken',
  message: `The data database has a schema ${slug} already.`,
  remedy: 'Choose another name for the project.',
});
