import { run } from '../command.js';

/**
 * Runs npm in a folder. What an outer `npm start` says about its own project is taken out of the
 * environment, what the person configured (registry, certificates) stays.
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {{what: string, remedy: string}} failure
 */
export function npm(folder, args, failure) {
  const script = process.env.npm_execpath;
  const usesScript = script?.endsWith('npm-cli.js');
  const command = usesScript ? process.execPath : 'npm';
  return run(command, [...(usesScript ? [script] : []), ...args], {
    cwd: folder,
    env: outsideEnv(),
    code: 'launch.npm-failed',
    ...failure,
  });
}

function outsideEnv() {
  const ofProject =
    /^npm_(package_|lifecycle_|command$|config_(local_prefix|global_prefix|prefix|global|workspace|package_lock|call|package)$)|^INIT_CWD$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofProject.test(name)));
}
