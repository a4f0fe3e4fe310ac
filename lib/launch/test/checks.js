import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from '../build.js';
import { ensureChromium } from '../chromium.js';
import { explain } from '../failure.js';
import { steadyWasm } from '../node/v8.js';
import { publicPort } from '../ports.js';
import { oneTest, playwrightTally, pytestTally, vitestTally } from './tally.js';
import { runTool } from './tool.js';

const minutes = 60_000;

/**
 * The checks in the order they run: what is quick and mechanical first.
 * @typedef {{root: string, home: string, tools: string, results: string, paths: string[], env: NodeJS.ProcessEnv, testPython: string}} Context
 * @type {ReadonlyArray<{name: string, run: (context: Context) => Promise<import('./tally.js').Tally>}>}
 */
export const checks = [
  { name: 'types', run: (context) => node(context, 'typescript/bin/tsc', ['--noEmit', '-p', '.']) },
  {
    name: 'lint',
    run: (context) =>
      node(context, '@biomejs/biome/bin/biome', [
        'check',
        '--config-path=lib/launch/checks',
        '--diagnostic-level=error',
        ...folders(context.root),
      ]),
  },
  {
    name: 'rooms',
    run: (context) =>
      node(context, 'dependency-cruiser/bin/dependency-cruiser.mjs', [
        '--config',
        'lib/launch/checks/rooms.cjs',
        ...folders(context.root, /^(app|components|lib)$/),
      ]),
  },
  {
    name: 'unused',
    run: (context) => node(context, 'knip/bin/knip.js', ['--config', 'lib/launch/checks/knip.json', '--no-progress']),
  },
  {
    name: 'ruff',
    run: (context) =>
      python(context, ['ruff', 'check', '--config', 'lib/launch/checks/ruff.toml', 'lib/runtime/python']),
  },
  { name: 'pytest', run: pytest },
  // Before the tests: those of the launcher start the product.
  { name: 'build', run: build },
  { name: 'vitest', run: vitest },
  { name: 'e2e', run: endToEnd },
];

async function node({ root, env }, script, args) {
  return oneTest(
    await runTool(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      env,
      limit: 5 * minutes,
    }),
  );
}

async function python({ root, env, testPython }, args) {
  return oneTest(await runTool(testPython, ['-m', ...args], { cwd: root, env, limit: 2 * minutes }));
}

async function pytest({ root, env, testPython, results, paths }) {
  const file = join(results, 'pytest.xml');
  const args = [
    '-m',
    'pytest',
    '-q',
    '-p',
    'no:cacheprovider',
    `--junitxml=${file}`,
    ...(paths.length ? paths : ['lib/runtime/python']),
  ];
  const own = { ...env, PYTHONPATH: join(root, 'lib/runtime/python'), PYTHONDONTWRITEBYTECODE: '1' };
  return pytestTally(file, await runTool(testPython, args, { cwd: root, env: own, limit: 10 * minutes }));
}

async function vitest({ root, env, results, paths }) {
  const file = join(results, 'vitest.json');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const args = [
    steadyWasm,
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'lib/testing/vitest.config.ts',
    ...reporters,
    ...paths,
  ];
  return vitestTally(file, await runTool(process.execPath, args, { cwd: root, env, limit: 40 * minutes }));
}

async function build({ root, env }) {
  try {
    await buildApp(root, env);
    return oneTest(0);
  } catch (error) {
    process.stdout.write(`${explain(error)}\n`);
    return oneTest(1);
  }
}

/** Playwright against the product as `npm start` brings it up: a home without anything but the tools. */
async function endToEnd({ root, home, tools, env, results, paths }) {
  const { path: chromium } = await ensureChromium(tools);
  const port = await publicPort({ host: '127.0.0.1' });
  const own = {
    ...env,
    INSITU_HOME: join(home, 'e2e'),
    INSITU_TOOLS: tools,
    INSITU_THROW_AWAY: '1',
    INSITU_E2E_PORT: String(port),
    INSITU_CHROMIUM: chromium,
  };
  rmSync(own.INSITU_HOME, { recursive: true, force: true });
  const file = join(results, 'playwright.json');
  const args = [
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--config',
    'e2e/playwright.config.ts',
    '--reporter=list,json',
    ...paths,
  ];
  const code = await runTool(process.execPath, args, {
    cwd: root,
    env: { ...own, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    limit: 20 * minutes,
  });
  return playwrightTally(file, code);
}

/** Folders and files of ours at the top of the checkout. */
function folders(
  root,
  pattern = /^(app|components|lib|e2e|next\.config\.js|prisma\.config\.ts|package\.json|tsconfig\.json)$/,
) {
  return readdirSync(root).filter((name) => pattern.test(name));
}
