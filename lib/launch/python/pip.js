import { attempt, lastLines } from '../command.js';
import { LaunchFailure } from '../failure.js';

/**
 * Installs locked requirements, each checked by its hash.
 * @param {readonly string[]} pip command line of pip
 * @param {string} file requirements
 * @returns {Promise<{code: number, output: string}>}
 */
export async function install([command, ...args], file) {
  const options = ['--require-hashes', '--retries', '2', '--no-input', '--disable-pip-version-check', '--quiet'];
  const { code, stdout, stderr } = await attempt(command, [...args, 'install', ...options, '-r', file]);
  return { code, output: `${stdout}\n${stderr}` };
}

export function installFailure(output) {
  return new LaunchFailure('launch.pip-failed', {
    what: 'The locked Python packages could not be installed (pip).',
    where: lastLines(output, 10),
    remedy: 'see what pip says; start again to try again',
  });
}

/** Whether pip failed because nothing answered, not because of what it was asked. */
export function isUnreachable(output) {
  return /Could not fetch URL|Failed to establish a new connection|ConnectionError|Temporary failure in name resolution|Name or service not known|ReadTimeout|ConnectTimeout|ProxyError|SSLError|No matching distribution/.test(
    output,
  );
}
