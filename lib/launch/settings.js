import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LaunchFailure } from './failure.js';

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const usage = 'npm start -- [--port 4300] [--host 127.0.0.1] [--dev]';

/** @returns {boolean} whether we may install packages and change users */
export function isRoot() {
  return process.getuid?.() === 0;
}

/** Where everything made lives, unless INSITU_HOME says otherwise. */
export function defaultHome(env = process.env) {
  if (env.INSITU_HOME) return resolve(env.INSITU_HOME);
  return isRoot() ? '/var/lib/insitu' : join(homedir(), '.local/share/insitu');
}

/**
 * Everything a start depends on, read once.
 * @param {readonly string[]} args command line after `npm start --`
 * @param {NodeJS.ProcessEnv} env
 */
export function readSettings(args, env) {
  const flags = readFlags(args);
  const home = defaultHome(env);
  return {
    root,
    home,
    /** Node, Python and unpacked packages: nothing in it belongs to one cluster, so homes may share it. */
    tools: env.INSITU_TOOLS ? resolve(env.INSITU_TOOLS) : home,
    host: flags.host ?? env.INSITU_HOST ?? '127.0.0.1',
    port: readPort(flags.port ?? env.INSITU_WEB_PORT ?? env.PORT),
    dev: flags.dev === true,
    /** PostgreSQL of the person's own, for people, projects and runs; embedded when absent. */
    controlUrl: readUrl('DATABASE_URL', env.DATABASE_URL),
    /** PostgreSQL of the person's own that has the data; embedded when absent. */
    dataUrl: readUrl('INSITU_DATA_URL', env.INSITU_DATA_URL),
    /** Throw-away cluster: durability given up for speed. */
    throwAway: env.INSITU_THROW_AWAY === '1',
  };
}

function readFlags(args) {
  const flags = {};
  for (let at = 0; at < args.length; at += 1) {
    const [name, inline] = args[at].split(/=(.*)/s);
    if (name === '--dev') flags.dev = true;
    else if (name === '--port' || name === '--host')
      flags[name.slice(2)] = inline ?? args[++at] ?? badUsage(`${name} needs a value`);
    else badUsage(`'${args[at]}' is no option of this command`);
  }
  return flags;
}

function readPort(text) {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : badUsage(`'${text}' is no port`);
}

function readUrl(name, text) {
  if (!text) return undefined;
  if (URL.canParse?.(text) ?? true) {
    const { protocol } = new URL(text);
    if (protocol === 'postgresql:' || protocol === 'postgres:') return text;
  }
  throw new LaunchFailure('launch.bad-url', {
    what: `${name} is no address of a PostgreSQL database.`,
    where: `the environment variable ${name}`,
    remedy: 'write it as postgresql://user:password@host:5432/database',
    exitCode: 2,
  });
}

function badUsage(what) {
  throw new LaunchFailure('launch.usage', { what: `${what}.`, remedy: usage, exitCode: 2 });
}
