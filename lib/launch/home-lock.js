import { join } from 'node:path';
import { LaunchFailure } from './failure.js';
import { takeLock } from './lock.js';
import { readStatus } from './status.js';

/** One launcher a home: a second one is told where the first is. */
export function lockHome(home) {
  const lock = takeLock(join(home, 'run/launcher.lock'));
  if (lock.held) return lock;
  const address = readStatus(home)?.address;
  throw new LaunchFailure('launch.already-running', {
    what: address ? `Insitu already runs here: ${address}` : 'Another start is under way here.',
    where: `process ${lock.holder.pid}, home ${home}`,
    remedy:
      'use that one, or stop it (Ctrl-C) first; a second Insitu needs a home of its own: INSITU_HOME=… npm start -- --port 4310',
  });
}
