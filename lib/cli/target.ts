import { userInfo } from 'node:os';
import type { Target } from '#lib/contracts/project.ts';
import type { Arguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

/** The address of the data database; throws UsageError when none was given. */
export function databaseUrl(args: Arguments): string {
  const url = args.databaseUrl ?? process.env.INSITU_DATA_URL;
  if (!url) {
    throw new UsageError(
      `insitu ${args.command} needs a database.`,
      'Give --database-url postgresql://user:password@host:5432/database, or set INSITU_DATA_URL.',
    );
  }
  try {
    new URL(url);
  } catch {
    throw new UsageError('The database address is not a URL.', 'Write postgresql://user:password@host:5432/database.');
  }
  return url;
}

/** What Jinja sees as `target`. Without an address (parse, ls) the names are only placeholders. */
export function targetOf(args: Arguments, projectName: string): Target {
  const text = args.databaseUrl ?? process.env.INSITU_DATA_URL;
  const url = text && URL.canParse(text) ? new URL(text) : undefined;
  return {
    name: args.target,
    type: 'postgres',
    database: decodeURIComponent(url?.pathname.slice(1) ?? '') || 'postgres',
    schema: args.schema ?? projectName,
    user: decodeURIComponent(url?.username ?? '') || userInfo().username,
    host: url?.hostname || 'localhost',
    port: Number(url?.port) || 5432,
    threads: args.threads,
  };
}
