import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { startTime } from './processes.js';

/**
 * Takes a lock file that names its holder. A lock whose holder is gone (killed, or the machine
 * restarted and the id went to another process) counts as free.
 * @param {string} path
 * @param {Record<string, unknown>} [facts] written beside the holder's id, for those who meet the lock
 * @returns {{held: true, release: () => void} | {held: false, holder: {pid: number}}}
 */
export function takeLock(path, facts = {}) {
  const mine = { pid: process.pid, began: startTime(process.pid), ...facts };
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(mine), { mode: 0o644 });
  try {
    for (let tries = 0; tries < 10; tries += 1) {
      if (link(aside, path)) return { held: true, release: () => release(path) };
      const holder = readHolder(path);
      if (holder && startTime(holder.pid) === holder.began) return { held: false, holder };
      rmSync(path, { force: true });
    }
    throw new Error(`the lock ${path} changes hands all the time`);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Waits until the lock is free. @param {() => void} [onWait] called once when it has to wait */
export async function waitForLock(path, onWait) {
  for (let waited = false; ; waited = true) {
    const lock = takeLock(path);
    if (lock.held) return lock;
    if (!waited) onWait?.(lock.holder);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** A hard link is made whole or not at all, so nobody ever reads half a lock. */
function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function release(path) {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** @returns {{pid: number, began?: string, address?: string} | undefined} */
export function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
