import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { waitForLock } from './lock.js';
import { installPackages } from './node/packages.js';
import { generatePrismaClient } from './prisma-client.js';

/** Packages and generated code of the checkout. */
export function prepareCheckout(root, report) {
  const wait = ({ pid }) => report.say(`  … process ${pid} is preparing this checkout: waiting`);
  return aloneInCheckout(root, wait, async () => {
    await report.step('Packages', () => installPackages(root));
    await report.step('Database client', () => generatePrismaClient(root, process.env));
  });
}

/**
 * One process at a time installs packages into a checkout and builds it, whatever its home.
 * @template T
 * @param {string} root
 * @param {(holder: {pid: number}) => void} onWait
 * @param {() => Promise<T>} work
 */
export async function aloneInCheckout(root, onWait, work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = await waitForLock(join(tmpdir(), `insitu-${userInfo().uid}-${name}.lock`), onWait);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
