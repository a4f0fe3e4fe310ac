import type { Hocuspocus } from '@hocuspocus/server';
import { z } from 'zod';
import type { Ticket } from '#lib/access/ticket.ts';
import { type CollabNotice, projectPart } from '#lib/contracts/notice.ts';
import { listen } from '#lib/db/control/listen.ts';
import { parseName } from './document.ts';
import { connectionsOf } from './live.ts';

/** Pages of a project are told, or those of some people. */
const told = z.object({
  projectId: z.string().optional(),
  people: z.array(z.string()).default([]),
  parts: z.array(projectPart),
});

/**
 * Passes on what was committed in the control database: the pages that it concerns read those parts again.
 * @param onMembers called when people came, went or changed their role anywhere
 * @returns ends it
 */
export function passOnNotices(hocuspocus: Hocuspocus<Ticket>, onMembers: () => void): () => void {
  return listen('insitu_project', (text) => {
    const { projectId, people, parts } = told.parse(JSON.parse(text));
    // First: who was just removed is not told anything more.
    if (parts.includes('members')) onMembers();
    const notice: CollabNotice = { type: 'changed', parts };
    const payload = JSON.stringify(notice);
    for (const connection of connectionsOf(hocuspocus)) {
      const ofBranch = parseName(connection.document.name)?.kind === 'branch';
      const { context } = connection;
      if (ofBranch && (context.projectId === projectId || people.includes(context.personId)))
        connection.sendStateless(payload);
    }
  });
}
