import { attempt } from '../command.js';
import { LaunchFailure } from '../failure.js';

/**
 * Runs npm in a folder. What an outer `npm start` says about its own project is taken out of the
 * environment, what the person configured (registry, certificates) stays.
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {{what: string, remedy: string}} failure
 */
export async function npm(folder, args, failure) {
  const script = process.env.npm_execpath;
  const [command, ...first] = script?.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm'];
  const { code, stderr } = await attempt(command, [...first, ...args], { cwd: folder, env: outsideEnv() });
  if (code === 0) return;
  throw new LaunchFailure('launch.npm-failed', { ...failure, where: whatNpmSays(stderr) });
}

/** npm's first errors; what it prints after them is its manual. */
function whatNpmSays(stderr) {
  const errors = stderr
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line) && line.trim().split(/\s+/).length > 2);
  return errors.slice(0, 12).join('\n') || stderr.slice(-1000);
}

function outsideEnv() {
  const ofProject =
    /^npm_(package_|lifecycle_|command$|config_(local_prefix|global_prefix|prefix|global|workspace|package_lock|call|package)$)|^INIT_CWD$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofProject.test(name)));
}
