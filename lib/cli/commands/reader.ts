import { openRoleAdmin, readerRoleName, sessionUrl } from '#lib/db/data/index.ts';
import type { Run } from '../commands.ts';
import { out } from '../print.ts';
import { databaseUrl } from '../target.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `insitu reader superset --schema flights`: a LOGIN role that reads one schema, for a tool outside.
 * Its address is printed once and kept nowhere; the same command makes a new password, `--drop` ends it.
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
  if (args.drop) {
    await roles.dropPersonRole(role);
    out(json ? JSON.stringify({ type: 'reader', role, dropped: true }) : `The role ${role} is gone.`);
    return 0;
  }
  const url = sessionUrl({ databaseUrl: admin, role, password: await roles.ensureReader(role, schema) });
  out(json ? JSON.stringify({ type: 'reader', role, url }) : url);
  return 0;
};
