import { join, resolve } from 'node:path';
import { LaunchFailure } from '../failure.js';
import { defaultHome, root } from '../settings.js';

/**
 * Settings of a test run: a home of its own beside the usual one, a cluster that need not survive a
 * power cut, and nothing of the person's own databases.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function readTestSettings(args, env) {
  const home = env.INSITU_TEST_HOME ? resolve(env.INSITU_TEST_HOME) : `${defaultHome(env)}-test`;
  const { only, paths } = readFilter(args);
  return {
    root,
    home,
    tools: env.INSITU_TOOLS ? resolve(env.INSITU_TOOLS) : home,
    throwAway: true,
    only,
    paths,
    results: join(home, 'results'),
  };
}

/**
 * Settings of the benchmarks: the test home's tools, and a cluster beside it with the durability and
 * the settings that people get.
 */
export function readBenchSettings(args, env) {
  const test = readTestSettings(args, env);
  const home = `${test.home}-bench`;
  return { ...test, home, throwAway: false, results: join(home, 'results') };
}

function readFilter(args) {
  const paths = [];
  let only;
  for (let at = 0; at < args.length; at += 1) {
    const [name, inline] = args[at].split(/=(.*)/s);
    if (name === '--only') only = (inline ?? args[++at] ?? '').split(',').filter(Boolean);
    else if (name.startsWith('-'))
      throw new LaunchFailure('launch.usage', {
        what: `'${name}' is no option of npm test.`,
        remedy: 'npm test -- --only vitest,pytest,e2e [paths]',
        exitCode: 2,
      });
    else paths.push(args[at]);
  }
  return { only, paths };
}
