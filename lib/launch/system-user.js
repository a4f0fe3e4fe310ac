import { attempt, run } from './command.js';
import { isRoot } from './settings.js';

/**
 * Who runs the database server: PostgreSQL refuses to run as root, so root starts it as `postgres`
 * (or, where there is none, as a system user made for it); anyone else runs it as himself.
 * @returns {Promise<{name: string, uid: number, gid: number} | undefined>} undefined: as oneself
 */
export async function findServerUser() {
  if (!isRoot()) return undefined;
  const found = (await lookUp('postgres')) ?? (await lookUp('insitu'));
  if (found) return found;
  await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'insitu'], {
    code: 'launch.no-server-user',
    what: 'PostgreSQL may not run as root, and no other user could be made for it.',
    remedy: 'make a user named postgres, or start Insitu as an ordinary user',
  });
  return lookUp('insitu');
}

async function lookUp(name) {
  const uid = await attempt('id', ['-u', name]);
  const gid = await attempt('id', ['-g', name]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
