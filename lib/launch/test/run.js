import { mkdirSync, rmSync } from 'node:fs';
import { explain, LaunchFailure } from '../failure.js';
import { makeHome } from '../home.js';
import { lockHome } from '../home-lock.js';
import { openLog } from '../log.js';
import { withNode } from '../node/node24.js';
import { createReport } from '../report.js';
import { createSupervisor } from '../supervise.js';
import { checks } from './checks.js';
import { prepareTools } from './prepare.js';
import { closingLine, oneTest } from './tally.js';

/**
 * Sets up, runs the checks, prints what each came to, and the closing line.
 * @returns {Promise<number>} exit code
 */
export async function runChecks(settings) {
  const chosen = choose(settings.only);
  return withTestHome(settings, async ({ report, supervisor }) => {
    const tools = await prepareTools({ settings, report, supervisor });
    const lines = [];
    const tallies = [];
    for (const check of chosen) {
      const tally = await runCheck(check, { ...settings, ...tools }, report);
      tallies.push(tally);
      lines.push(`  ${tally.failed ? '✗' : '✓'} ${check.name.padEnd(10)} ${closingLine([tally])}`);
    }
    report.say(`\n${lines.join('\n')}\n  in ${report.total()}\n`);
    report.say(closingLine(tallies));
    return tallies.some((tally) => tally.failed) ? 1 : 0;
  });
}

/**
 * Work in the test home, with its lock and log; every process started by it is stopped at the end,
 * however it ends.
 * @param {(tools: {report: object, supervisor: object}) => Promise<number>} work
 */
export async function withTestHome(settings, work) {
  Object.assign(process.env, withNode(process.execPath));
  makeHome(settings);
  rmSync(settings.results, { recursive: true, force: true });
  mkdirSync(settings.results, { recursive: true });
  const lock = lockHome(settings.home);
  const log = openLog(settings.home);
  const supervisor = createSupervisor({ log, onChange: () => {} });
  const clean = async () => {
    await supervisor.stop();
    lock.release();
    await log.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => clean().then(() => process.exit(130)));
  try {
    return await work({ report: createReport(), supervisor });
  } finally {
    await clean();
  }
}

function choose(only) {
  if (!only) return checks;
  const unknown = only.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length === 0) return checks.filter((check) => only.includes(check.name));
  throw new LaunchFailure('launch.usage', {
    what: `There is no check '${unknown.join("', '")}'.`,
    remedy: `the checks are ${checks.map((check) => check.name).join(', ')}`,
    exitCode: 2,
  });
}

async function runCheck(check, context, report) {
  report.say(`\n── ${check.name}`);
  const began = Date.now();
  try {
    return await check.run(context);
  } catch (error) {
    report.say(explain(error));
    return oneTest(1);
  } finally {
    report.say(`── ${check.name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}
