import { spawn } from 'node:child_process';
import { makeHome } from '../home.js';
import { createReport } from '../report.js';
import { findNode, installNode, isNewEnough, withNode } from './node24.js';
import { watchNpm } from './watch-npm.js';

/**
 * Makes sure that the rest runs on Node 24: goes on at once where it does already, otherwise starts
 * the same script on it and ends with its exit code.
 * @param {{home: string, tools: string}} settings
 * @param {string} script the running script, absolute
 * @param {{quiet?: boolean}} [options] quiet for commands whose output is read by programs
 * @returns {Promise<void>} only where the running Node is the right one
 */
export async function onNode24(settings, script, { quiet = false } = {}) {
  if (isNewEnough()) return followLauncher();
  makeHome(settings);
  const report = createReport(quiet ? process.stderr : process.stdout);
  const node =
    findNode(settings.tools) ??
    (await report.step(`Get Node 24 (this is ${process.versions.node})`, () => installNode(settings.tools)));
  process.exit(await runOn(node, [script, ...process.argv.slice(2)]));
}

/** Runs a script on a Node, terminal and all, and hands signals on. @returns {Promise<number>} its exit code */
function runOn(node, args) {
  return new Promise((resolve) => {
    // The channel tells the inner process when this one is killed.
    const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: withNode(node) });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      // Ctrl-C reaches the whole group by itself; one sent to us alone must be handed on. Twice is harmless.
      process.on(signal, () => child.kill(signal));
    }
    watchNpm(() => child.kill('SIGTERM'));
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** In the inner process: stop as on Ctrl-C when the outer one is gone. */
function followLauncher() {
  if (process.channel) {
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
  } else {
    watchNpm(() => process.kill(process.pid, 'SIGTERM'));
  }
}
