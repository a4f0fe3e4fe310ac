import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from '../chromium.js';
import { LaunchFailure } from '../failure.js';
import { prepareTools } from '../test/prepare.js';
import { withTestHome } from '../test/run.js';
import { runTool } from '../test/tool.js';

const limit = 30 * 60_000;

/**
 * Runs the benchmarks in the order of their names against a cluster with the settings people get.
 * @returns {Promise<number>} exit code: 1 when a benchmark failed or missed its figure
 */
export function runBenchmarks(settings) {
  const folder = join(settings.root, 'e2e/bench');
  const files = listBenchmarks(folder, settings.paths);
  return withTestHome(settings, async ({ report, supervisor }) => {
    const tools = await prepareTools({ settings, report, supervisor });
    const { path: chromium } = await ensureChromium(settings.tools);
    const env = { ...tools.env, INSITU_CHROMIUM: chromium };
    let worst = 0;
    for (const file of files) {
      report.say(`\n── ${file}`);
      const code = await runTool(process.execPath, [join(folder, file)], { cwd: settings.root, env, limit });
      worst = Math.max(worst, code);
    }
    report.say(`\n${worst ? 'a benchmark failed' : 'all figures are met'}, ${report.total()}`);
    return worst ? 1 : 0;
  });
}

/** @returns {string[]} `*.bench.ts`; what they share stands beside them under other names */
function listBenchmarks(folder, wanted) {
  const all = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.bench.ts'))
        .sort()
    : [];
  const chosen = wanted.length ? all.filter((name) => wanted.some((part) => name.includes(part))) : all;
  if (chosen.length) return chosen;
  throw new LaunchFailure('launch.usage', {
    what: 'There is no such benchmark.',
    where: folder,
    remedy: `they are ${all.join(', ')}`,
    exitCode: 2,
  });
}
