import { hostname, userInfo } from 'node:os';
import { ProblemError } from '#lib/contracts/problem.ts';
import { type AuditAction, audit } from '#lib/db/control/audit.ts';
import { connectControl } from '#lib/db/control/client.ts';
import { type RoleAdmin, viewerRoleName } from '#lib/db/data/index.ts';

export interface ReaderDeed {
  readonly action: Extract<AuditAction, 'reader.created' | 'reader.dropped'>;
  readonly role: string;
  readonly schema: string;
}

/**
 * Tells the audit log of a control database what is about to be done to a reader; whoever sits at a command line is
 * nobody it knows, so the row says the account and machine instead of a person.
 * @throws ProblemError where it can't be written: then nothing is to be done
 */
export async function auditReader(
  roles: RoleAdmin,
  { action, role, schema }: ReaderDeed,
  controlUrl: string,
): Promise<void> {
  const control = connectControl(controlUrl);
  const viewers = await roles.viewersOf(schema);
  const address = `insitu reader, ${userInfo().username}@${hostname()}`;
  try {
    const project = await control.project.findUnique({ where: { slug: schema }, select: { id: true, slug: true } });
    // A project of the same name that lives in another data database is not the one that is read.
    const own = project !== null && viewerRoleName(project.id, project.slug) === viewers;
    await audit(control, { action, subject: { role, schema }, address, ...(own ? { projectId: project.id } : {}) });
  } catch (cause) {
    throw new ProblemError(unwritable, { cause });
  } finally {
    await control.$disconnect();
  }
}

const unwritable = {
  code: 'audit.unwritable',
  message: 'The audit log can’t be written, so nothing was done.',
  remedy:
    'DATABASE_URL has to be the address of the control database. Without it, the installation that runs from INSITU_HOME is told.',
} as const;
