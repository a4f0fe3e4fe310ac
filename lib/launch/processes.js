import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @returns {boolean} whether a process of this id exists (also one of another user) */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * When a process began, in whatever unit the system has: with the id it tells a process from a
 * later one that got the same id.
 * @returns {string | undefined} undefined when it is gone
 */
export function startTime(pid) {
  if (!isAlive(pid)) return undefined;
  return statFields(pid)?.[19] ?? ask(pid, 'lstart=');
}

/** @returns {number | undefined} id of the process that started another */
export function parentOf(pid) {
  return Number(statFields(pid)?.[1] ?? ask(pid, 'ppid=')) || undefined;
}

/** Linux: the fields after the name, that may hold spaces and brackets: state, parent … 19 further on the start. */
function statFields(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

function ask(pid, what) {
  try {
    return execFileSync('ps', ['-o', what, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** @returns {Promise<boolean>} whether the process was gone within the time */
export async function untilGone(pid, milliseconds) {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return !isAlive(pid);
}
