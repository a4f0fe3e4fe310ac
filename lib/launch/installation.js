import { join } from 'node:path';
import { readJson } from './files.js';
import { readStatus } from './status.js';

/**
 * The control database of the installation that runs from a home, for commands beside it.
 * @param {string} home
 * @returns {string | undefined} undefined when none runs there, when its control database is a person's
 *   own (DATABASE_URL has its password), or when its secrets are not ours to read
 */
export function ownControlUrl(home) {
  const shown = readStatus(home)?.databases?.control;
  const { controlPassword } = readJson(join(home, 'secrets.json'));
  if (!shown || !controlPassword) return undefined;
  const url = new URL(shown);
  if (url.hostname !== '127.0.0.1' || url.port !== String(readJson(join(home, 'ports.json')).postgres))
    return undefined;
  url.password = controlPassword;
  return url.href;
}
