import { openRoleAdmin, type RoleAdmin, readerRoleName, sessionUrl } from '#lib/db/data/index.ts';
import type { Run } from '../commands.ts';
import { err, out } from '../print.ts';
import type { ReaderDeed } from '../reader-audit.ts';
import { databaseUrl } from '../target.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `insitu reader superset --schema flights`: a LOGIN role that reads one schema, for a tool outside.
 * Its address is printed once and kept nowhere; the same command makes a new password, `--drop` ends it.
 * With DATABASE_URL, as in the product's containers, the audit log tells of it.
 */
export const reader: Run = async (args) => {
  const [name] = args.words;
  const { schema, json } = args;
  if (name === undefined || schema === undefined)
    throw new UsageError(
      'insitu reader needs a name and a schema.',
      'Write insitu reader superset --schema flights; the name is yours, one for each tool.',
    );
  const admin = databaseUrl(args);
  const role = readerRoleName(decodeURIComponent(new URL(admin).pathname.slice(1)), schema, name);
  await using roles = await openRoleAdmin(admin);
  await tell(roles, { action: args.drop ? 'reader.dropped' : 'reader.created', role, schema });
  if (args.drop) {
    await roles.dropPersonRole(role);
    out(json ? JSON.stringify({ type: 'reader', role, dropped: true }) : `The role ${role} is gone.`);
    return 0;
  }
  const url = sessionUrl({ databaseUrl: admin, role, password: await roles.ensureReader(role, schema) });
  out(json ? JSON.stringify({ type: 'reader', role, url }) : url);
  return 0;
};

/** Before it is done: what the audit log can't tell doesn't happen. Prisma is loaded only where there is a log. */
async function tell(roles: RoleAdmin, deed: ReaderDeed): Promise<void> {
  if (process.env.DATABASE_URL) return await (await import('../reader-audit.ts')).auditReader(roles, deed);
  err('Not in an audit log: DATABASE_URL, the address of the control database, is not set.');
}
