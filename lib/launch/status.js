import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeWhole } from './files.js';

/** A status file older than this was left by a launcher that is gone. */
export const staleAfter = 15_000;
const beat = 5_000;

export function statusPath(home) {
  return join(home, 'run/status.json');
}

/**
 * Keeps the status file that `/api/health` and `insitu status` read: state of each process, address,
 * databases (without passwords), versions, and what a person should know.
 * @param {string} home
 * @param {Record<string, unknown>} facts
 */
export function createStatus(home, facts) {
  const path = statusPath(home);
  const current = { pid: process.pid, startedAt: new Date().toISOString(), state: 'starting', processes: [], ...facts };
  const write = () => {
    try {
      writeWhole(path, JSON.stringify({ ...current, updatedAt: new Date().toISOString() }, null, 2));
    } catch {
      // A full disk: readers see the file grow old, which is true as well.
    }
  };
  const timer = setInterval(write, beat);
  timer.unref();
  write();
  return {
    set: (changes) => {
      Object.assign(current, changes);
      write();
    },
    close: () => {
      clearInterval(timer);
      rmSync(path, { force: true });
    },
  };
}

/** @returns {any} what the launcher of a home last wrote; undefined when none runs */
export function readStatus(home) {
  const status = readJson(statusPath(home), undefined);
  return status && Date.now() - Date.parse(status.updatedAt) < staleAfter ? status : undefined;
}

/** @returns {string} an address without its password */
export function withoutPassword(url) {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}
