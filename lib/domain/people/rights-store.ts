import type { RightsApplied } from '#lib/contracts/people.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { control } from '#lib/db/control/client.ts';
import { openRoleAdmin, personRoleName, type RoleAdmin } from '#lib/db/data/index.ts';
import { adminUrl, personLogin, projectRoles } from '../data/connection-store.ts';

/**
 * Makes a person's rights in a data database what their memberships say by now, and takes their role away
 * where they are in no project of it any more. A database that is away keeps nobody in a project: what
 * is refused to them in pages and sockets is refused already, and the runners' sweep does the rest.
 */
export async function applyRights(dataDatabaseId: string, personId: string): Promise<RightsApplied> {
  try {
    await reconcile(dataDatabaseId, [personId]);
    return 'now';
  } catch (error) {
    if (!(error instanceof ProblemError) || !away.test(error.problem.code)) throw error;
    console.error(`The rights of ${personId} wait for the data database: ${error.message}`);
    return 'later';
  }
}

const away = /^database\.(unreachable|busy|starting|restarted)$/;

/** The same for everybody who has a role in a data database or should have one. */
export async function applyAllRights(dataDatabaseId: string): Promise<void> {
  const [roles, members] = await Promise.all([
    control().personRole.findMany({ where: { dataDatabaseId }, select: { personId: true } }),
    control().membership.findMany({
      where: { project: { dataDatabaseId } },
      select: { personId: true },
      distinct: ['personId'],
    }),
  ]);
  await reconcile(dataDatabaseId, [...new Set([...roles, ...members].map(({ personId }) => personId))]);
}

async function reconcile(dataDatabaseId: string, people: readonly string[]): Promise<void> {
  await using admin = await openRoleAdmin(await adminUrl(dataDatabaseId));
  // What is read below is what is written: of two who change one person's rights the later reads the newest word.
  await admin.lockRights();
  const projects = await control().project.findMany({
    where: { dataDatabaseId },
    include: { memberships: { where: { personId: { in: [...people] } } } },
  });
  const places = projects.map((project) => ({
    roles: projectRoles(project),
    rights: new Map(project.memberships.map(({ personId, role }) => [personId, role])),
  }));
  const granted = await admin.listGrants();
  for (const personId of people) await reconcilePerson(admin, dataDatabaseId, { personId, places, granted });
}

interface Rights {
  readonly personId: string;
  readonly places: readonly {
    readonly roles: ReturnType<typeof projectRoles>;
    readonly rights: ReadonlyMap<string, 'owner' | 'editor' | 'viewer'>;
  }[];
  /** The people's roles that are members of each project's role. */
  readonly granted: ReadonlyMap<string, ReadonlySet<string>>;
}

async function reconcilePerson(
  admin: RoleAdmin,
  dataDatabaseId: string,
  { personId, places, granted }: Rights,
): Promise<void> {
  const role = personRoleName(personId);
  const has = (group: string): boolean => granted.get(group)?.has(role) ?? false;
  if (!places.some(({ rights }) => rights.has(personId))) {
    const left = places.find(({ roles }) => has(roles.owner) || has(roles.viewer));
    // First the role, then what opens it: the other way round a failure would leave a role nobody can drop.
    await admin.dropPersonRole(role, left?.roles.owner);
    await control().personRole.deleteMany({ where: { personId, dataDatabaseId } });
    return;
  }
  await personLogin(personId, dataDatabaseId);
  for (const { roles, rights } of places) {
    const right = rights.get(personId);
    const isThere = granted.has(roles.owner) && granted.has(roles.viewer);
    const stands =
      has(roles.owner) === (right === 'owner' || right === 'editor') && has(roles.viewer) === (right === 'viewer');
    // A project that is being made gives its maker their right by itself.
    if (isThere && !stands) await admin.setMembership(role, roles, right);
  }
}
