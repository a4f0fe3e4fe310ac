import { openRoleAdmin, type RoleAdmin, readerRoleName, sessionUrl } from '#lib/db/data/index.ts';
import { ownControlUrl } from '#lib/launch/installation.js';
import { defaultHome } from '#lib/launch/settings.js';
import type { Run } from '../commands.ts';
import { err, out } from '../print.ts';
import type { ReaderDeed } from '../reader-audit.ts';
import { databaseUrl } from '../target.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `insitu reader superset --schema flights`: a LOGIN role that reads one schema, for a tool outside.
 * Its address is printed once and kept nowhere; the same command makes a new password, `--drop` ends it.
 * The audit log tells of it: that of DATABASE_URL, or of the installation that runs from INSITU_HOME.
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
  await (args.drop ? roles.requireReader(role) : roles.requireSchema(schema));
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
  const home = defaultHome();
  const url = process.env.DATABASE_URL || ownControlUrl(home);
  if (url) return await (await import('../reader-audit.ts')).auditReader(roles, deed, url);
  err(`Not in an audit log: no installation runs from ${home}, and DATABASE_URL, a control database, is not set.`);
}
