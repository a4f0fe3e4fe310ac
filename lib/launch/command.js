import { spawn } from 'node:child_process';
import { LaunchFailure } from './failure.js';

const keptBytes = 1_000_000;
/** Tools at work: those of a launcher that is told to stop in the middle stop with it. */
const atWork = new Set();
process.on('exit', () => {
  for (const child of atWork) child.kill();
});

/**
 * Runs a command to its end and keeps what it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, user?: {uid: number, gid: number}, input?: string,
 *   timeout?: number, onOutput?: (text: string) => void}} [options] `user` needs root; `timeout` in ms
 * @returns {Promise<{code: number, stdout: string, stderr: string}>} code 127 when there is no such command
 */
export function attempt(command, args, { cwd, env, user, input, timeout, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: 'pipe',
      timeout,
      uid: user?.uid,
      gid: user?.gid,
    });
    atWork.add(child);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        output[stream] = (output[stream] + text).slice(-keptBytes);
        onOutput?.(text);
      });
    }
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.on('close', (code, signal) => {
      atWork.delete(child);
      resolve({ code: code ?? 128, ...output, signal });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/**
 * As `attempt`, but a failure throws with the last lines of what was printed.
 * @returns {Promise<string>} standard output
 */
export async function run(command, args, options = {}) {
  const result = await attempt(command, args, options);
  if (result.code === 0) return result.stdout;
  throw new LaunchFailure(options.code ?? 'launch.command-failed', {
    what:
      options.what ??
      `\`${[command, ...args].join(' ').slice(0, 200)}\` ended with ${result.signal ?? `code ${result.code}`}.`,
    where: lastLines(`${result.stdout}\n${result.stderr}`, 15),
    remedy: options.remedy,
  });
}

/** @returns {string} the last non-empty lines of a text */
export function lastLines(text, count) {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim())
    .slice(-count)
    .join('\n');
}
