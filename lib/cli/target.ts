import { userInfo } from 'node:os';
import type { Target } from '#lib/contracts/project.ts';
import type { Arguments } from './arguments.ts';
import { type Profile, readProfile } from './profile.ts';
import { UsageError } from './usage-error.ts';

/** Names in `dbt_project.yml` that say where to build. */
export interface ProjectNames {
  readonly name: string;
  readonly profile: string | undefined;
}

/** Where a command works: what Jinja sees as `target`, and the address when one was given. */
export interface Place {
  readonly target: Target;
  /** undefined without --database-url, $INSITU_DATA_URL and profiles.yml: fine for parse and ls. */
  readonly url: string | undefined;
}

/** Finds the place: the address of the command line or environment, else the project's profile. */
export function placeOf(args: Arguments, project: ProjectNames): Place {
  const given = args.databaseUrl ?? process.env.INSITU_DATA_URL;
  const profile = given === undefined ? profileOf(args, project) : undefined;
  const url = given ?? profile?.url;
  if (url !== undefined && !URL.canParse(url)) {
    throw new UsageError('The database address is not a URL.', 'Write postgresql://user:password@host:5432/database.');
  }
  return { url, target: targetOf(args, project, url === undefined ? undefined : new URL(url), profile) };
}

const profileOf = (args: Arguments, { name, profile }: ProjectNames): Profile | undefined =>
  readProfile(args, args.profile ?? profile ?? name);

/** Without an address the names are only placeholders. */
function targetOf(args: Arguments, project: ProjectNames, url: URL | undefined, profile: Profile | undefined): Target {
  return {
    name: args.target ?? profile?.name ?? 'dev',
    type: 'postgres',
    database: decodeURIComponent(url?.pathname.slice(1) ?? '') || 'postgres',
    schema: args.schema ?? profile?.schema ?? project.name,
    user: decodeURIComponent(url?.username ?? '') || userInfo().username,
    host: url?.hostname || 'localhost',
    port: Number(url?.port) || 5432,
    threads: args.threads ?? profile?.threads ?? 4,
  };
}

/** The address of a place that has to have one; throws UsageError when none was given. */
export function addressOf(args: Arguments, url: string | undefined): string {
  if (url !== undefined) return url;
  throw new UsageError(
    `insitu ${args.command} needs a database.`,
    'Give --database-url postgresql://user:password@host:5432/database, set INSITU_DATA_URL, or write a profiles.yml.',
  );
}

/** The address for a command that works without a project. */
export const databaseUrl = (args: Arguments): string =>
  addressOf(args, args.databaseUrl ?? process.env.INSITU_DATA_URL);
