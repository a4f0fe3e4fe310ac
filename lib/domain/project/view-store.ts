import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import type { Caller } from '#lib/access/session.ts';
import type { ProjectCard, ProjectView } from '#lib/contracts/api.ts';
import { projectId, runId } from '#lib/contracts/ids.ts';
import type { Result } from '#lib/contracts/problem.ts';
import { control, Prisma } from '#lib/db/control/client.ts';
import { branchTarget, personSession } from '../data/connection-store.ts';
import { personOf } from '../task/people-store.ts';
import { type BranchFacts, findBranch, mainBranch, readPreferences } from './store.ts';

const cardFacts = {
  memberships: { include: { person: true }, orderBy: { createdAt: 'asc' } },
  branches: {
    where: { name: mainBranch },
    include: {
      documents: { where: { deletedAt: null }, select: { updatedAt: true }, orderBy: { updatedAt: 'desc' }, take: 1 },
      _count: { select: { documents: { where: { deletedAt: null } } } },
      states: { where: { score: { not: Prisma.DbNull } }, orderBy: { at: 'desc' }, take: 1 },
    },
  },
  runs: { orderBy: { number: 'desc' }, take: 1 },
  _count: { select: { tasks: { where: { state: { notIn: ['in_model', 'pruned'] } } } } },
} satisfies Prisma.ProjectInclude;

/** The projects a person is a member of, last used first. */
export async function listProjects({ person }: Caller): Promise<ProjectCard[]> {
  const rows = await control().project.findMany({
    where: { memberships: { some: { personId: person.id } } },
    include: cardFacts,
  });
  return rows.map((row) => cardOf(row, person.id)).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
}

function cardOf(row: Prisma.ProjectGetPayload<{ include: typeof cardFacts }>, me: string): ProjectCard {
  const [branch] = row.branches;
  const [run] = row.runs;
  const updatedAt = branch?.documents[0]?.updatedAt ?? row.createdAt;
  const best = bestScore(branch?.states[0]);
  return {
    id: projectId.parse(row.id),
    slug: row.slug,
    name: row.name,
    description: row.description,
    role: row.memberships.find(({ personId }) => personId === me)?.role ?? 'viewer',
    members: row.memberships.map(({ person }) => personOf(person)),
    openTasks: row._count.tasks,
    files: branch?._count.documents ?? 0,
    updatedAt: updatedAt.toISOString(),
    ...(run
      ? { lastRun: { id: runId.parse(run.id), number: run.number, status: run.status, at: run.queuedAt.toISOString() } }
      : {}),
    ...(best ? { bestScore: best } : {}),
  };
}

const score = z.object({ metric: z.string(), value: z.number(), std: z.number().optional() });

function bestScore(state: { nodeId: string; score: unknown } | undefined): ProjectCard['bestScore'] {
  const parsed = score.safeParse(state?.score);
  if (!state || !parsed.success) return undefined;
  return { model: state.nodeId.split('.').at(-1) ?? state.nodeId, ...parsed.data };
}

/** What the layout of a project hands to every screen of it. */
export async function viewProject(access: Access): Promise<Result<ProjectView>> {
  const branch = await findBranch(access);
  if (!branch.ok) return branch;
  const { project, person, role } = access;
  const [members, database, target, preferences] = await Promise.all([
    listMembers(project.id),
    databaseFacts(access, branch.value),
    branchTarget(access, branch.value),
    readPreferences(access),
  ]);
  const { id, name, schema } = branch.value;
  return {
    ok: true,
    value: {
      id: project.id,
      slug: project.slug,
      name: project.name,
      role,
      me: person,
      members,
      branch: { id, name, schema },
      database,
      target,
      collabPath: '/collab',
      preferences,
    },
  };
}

async function listMembers(id: string) {
  const rows = await control().membership.findMany({
    where: { projectId: id },
    include: { person: true },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ person, role }) => ({ ...personOf(person), role }));
}

type DatabaseFacts = ProjectView['database'];
const known = new Map<string, { facts: DatabaseFacts; at: number }>();
const knownMs = 60_000;

/** A project opens also while its data database is away: then the facts say so. */
async function databaseFacts(access: Access, branch: BranchFacts): Promise<DatabaseFacts> {
  const target = await branchTarget(access, branch);
  const remembered = known.get(target.user + access.project.dataDatabaseId);
  if (remembered && Date.now() - remembered.at < knownMs) return remembered.facts;
  const away = { name: target.database, version: '', role: target.user };
  try {
    const facts = { ...away, version: await askVersion(access) };
    known.set(target.user + access.project.dataDatabaseId, { facts, at: Date.now() });
    return facts;
  } catch {
    return away;
  }
}

async function askVersion(access: Access): Promise<string> {
  const session = await personSession(access);
  return session.use(
    async (connection) => {
      const { rows } = await connection.query(`select split_part(current_setting('server_version'), ' ', 1)`);
      return String(rows[0]?.[0] ?? '');
    },
    { signal: AbortSignal.timeout(3_000) },
  );
}
