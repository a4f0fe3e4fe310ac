import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from './build.js';
import { aloneInCheckout, prepareCheckout } from './checkout.js';
import { startCluster } from './cluster.js';
import { installOwnRuntime, loadOwnSamples, migrateControl, requireRuntime } from './data.js';
import { addressOf, ownService, processEnvironment } from './environment.js';
import { explain } from './failure.js';
import { makeHome } from './home.js';
import { lockHome } from './home-lock.js';
import { openLog } from './log.js';
import { withNode } from './node/node24.js';
import { ownPort, publicPort } from './ports.js';
import { ensurePythonEnvironment } from './python/environment.js';
import { createReport } from './report.js';
import { readSecrets } from './secrets.js';
import { createStatus, withoutPassword } from './status.js';
import { createSupervisor } from './supervise.js';

/** Everything `npm start` does on Node 24, up to the printed address; returns when it runs. */
export async function serve(settings) {
  Object.assign(process.env, withNode(process.execPath));
  makeHome(settings);
  const lock = lockHome(settings.home);
  const log = openLog(settings.home);
  const status = createStatus(settings.home, {});
  const supervisor = createSupervisor({ log, onChange: (processes) => status.set({ processes }) });
  const stop = onceStopped({ supervisor, status, lock, log });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));
  try {
    await startAll({ settings, log, status, supervisor });
  } catch (error) {
    if (stop.began()) return;
    process.stderr.write(`\n${explain(error)}\n`);
    log.line('launch', explain(error));
    await stop(error.exitCode ?? 1);
  }
}

async function startAll({ settings, log, status, supervisor }) {
  const report = createReport();
  report.say(`Insitu in ${settings.home}`);
  // First of all: a taken port is said now, not after minutes of installing.
  const ports = { web: await publicPort(settings), collab: await ownPort(settings.home, 'collab') };
  await prepareCheckout(settings.root, report);
  const { databases, python, postgres } = await prepareDatabases({ settings, report, supervisor });
  const env = processEnvironment({
    settings,
    databases,
    python: python.python,
    ports,
    logPath: log.path,
    secrets: readSecrets(settings.home),
  });
  const notes = await prepareData({ settings, report, env });
  if (!settings.dev)
    await report.step('Build the app', () =>
      aloneInCheckout(
        settings.root,
        () => {},
        () => buildApp(settings.root, env),
      ),
    );
  status.set({
    address: addressOf(settings, ports.web),
    databases: shownDatabases(databases),
    versions: versions({ settings, postgres, python }),
    notes: [python.warning, ...notes].filter(Boolean),
  });
  await report.step('Start web, collab and runner', () => startProcesses(settings.root, env, supervisor));
  status.set({ state: 'ready' });
  for (const note of [python.warning, ...notes].filter(Boolean)) report.say(`  ! ${note}`);
  report.say(
    `\nInsitu is ready after ${report.total()}: ${addressOf(settings, ports.web)}\n  log ${log.path}\n  Ctrl-C stops it`,
  );
}

/** The cluster of our own for every address that was not given, and the fenced child's Python. */
async function prepareDatabases({ settings, report, supervisor }) {
  const { controlUrl, dataUrl } = settings;
  const embedded = !(controlUrl && dataUrl);
  const cluster = embedded
    ? await startCluster({ settings, report, supervisor, secrets: readSecrets(settings.home) })
    : undefined;
  // Beside a database of the person's own it only serves us: to load samples, to check.
  const user = cluster?.user;
  const python = await report.step('Python of the fenced child', () => ensurePythonEnvironment({ ...settings, user }));
  const databases = {
    controlUrl: controlUrl ?? cluster.databases.controlUrl,
    dataUrl: dataUrl ?? cluster.databases.dataUrl,
  };
  return { databases, python, postgres: cluster?.installation.version };
}

/** @returns {Promise<string[]>} warnings */
async function prepareData({ settings, report, env }) {
  const { root, home, dataUrl } = settings;
  await report.step('Control database', () => migrateControl(root, env));
  if (dataUrl) {
    await report.step('Runtime in the data database', () => requireRuntime(root, env));
    return [];
  }
  await report.step('Runtime in the data database', () => installOwnRuntime(root, home, env));
  const samples = await report.step('Sample data', () => loadOwnSamples(root, home, env));
  return [samples.warning];
}

async function startProcesses(root, env, supervisor) {
  const scripts = { collab: 'lib/collab/server.ts', runner: 'lib/runner/main.ts', web: 'lib/server/web.ts' };
  const services = Object.entries(scripts).map(([name, script]) => ownService(root, name, script, env));
  await Promise.all(services.map(supervisor.start));
}

/** Stops everything once, whoever asks; a second Ctrl-C within the stop changes nothing. */
function onceStopped({ supervisor, status, lock, log }) {
  let stopping;
  const stop = (code) => {
    stopping ??= (async () => {
      status.set({ state: 'stopping' });
      await supervisor.stop();
      status.close();
      lock.release();
      await log.close();
      process.exit(code);
    })();
    return stopping;
  };
  stop.began = () => stopping !== undefined;
  return stop;
}

function shownDatabases({ controlUrl, dataUrl }) {
  return { control: withoutPassword(controlUrl), data: withoutPassword(dataUrl) };
}

function versions({ settings, postgres, python }) {
  const { version } = JSON.parse(readFileSync(join(settings.root, 'package.json'), 'utf8'));
  return { insitu: version, node: process.versions.node, postgres, python: python.version };
}
