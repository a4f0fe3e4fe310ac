import type { Connection, Hocuspocus } from '@hocuspocus/server';
import type { Pool } from 'pg';
import type { Ticket } from '#lib/access/ticket.ts';
import type { Role } from '#lib/contracts/api.ts';
import type { CollabNotice } from '#lib/contracts/notice.ts';
import { rolesOf } from '#lib/db/control/documents.ts';
import { parseName } from './document.ts';
import { connectionsOf } from './live.ts';

const EVERY_MS = 5_000;

/**
 * Looks again, while sockets are open, whether their people still may: who was removed is
 * disconnected, who became a viewer can only read. A ticket says what was true when it was made.
 */
export function watchRights(pool: Pool, hocuspocus: Hocuspocus<Ticket>): () => void {
  const timer = setInterval(() => {
    recheck(pool, hocuspocus).catch((error) =>
      console.error('Rights could not be checked; they are tried again.', error),
    );
  }, EVERY_MS);
  return () => clearInterval(timer);
}

/** Lets a page know at once that its person is something else now. */
function tell(connection: Connection<Ticket>, role: Role): void {
  connection.context.role = role;
  const notice: CollabNotice = { type: 'role', role };
  connection.sendStateless(JSON.stringify(notice));
}

/** One look. @returns how many connections were closed */
export async function recheck(pool: Pool, hocuspocus: Hocuspocus<Ticket>): Promise<number> {
  const connections = connectionsOf(hocuspocus);
  if (connections.length === 0) return 0;
  const roles = await rolesOf(
    pool,
    connections.map(({ context }) => context),
  );
  let closed = 0;
  for (const connection of connections) {
    const role = roles.get(`${connection.context.sessionId} ${connection.context.projectId}`);
    if (role === undefined) {
      connection.close({ code: 4403, reason: 'access.removed' });
      closed += 1;
    } else {
      connection.readOnly = role === 'viewer' || parseName(connection.document.name)?.kind === 'branch';
      if (role !== connection.context.role) tell(connection, role);
    }
  }
  return closed;
}
