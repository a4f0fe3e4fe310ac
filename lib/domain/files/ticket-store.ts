import type { Access } from '#lib/access/access.ts';
import { signTicket, ticketMs } from '#lib/access/ticket.ts';
import { branchName, documentName } from '#lib/collab/document.ts';
import type { CollabTicket } from '#lib/contracts/api.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { control } from '#lib/db/control/client.ts';

type Wanted = { readonly documentId: string } | { readonly branchId: string };

interface Room {
  readonly branchId: string;
  readonly documentName: string;
  readonly epoch: number;
}

/** A ticket for a live document of the project, or for a branch's presence. Viewers get one that only reads. */
export async function issueTicket(access: Access, wanted: Wanted): Promise<Result<CollabTicket>> {
  const room =
    'documentId' in wanted ? await fileRoom(access, wanted.documentId) : await branchRoom(access, wanted.branchId);
  if (!room) return refuse(missing);
  const { person, project, caller, role } = access;
  const expires = Date.now() + ticketMs;
  const readOnly = role === 'viewer';
  const ticket = signTicket({
    documentName: room.documentName,
    projectId: project.id,
    branchId: room.branchId,
    personId: person.id,
    sessionId: caller.sessionId,
    name: person.name,
    colour: person.colour,
    role,
    expires,
  });
  const { documentName: name, epoch } = room;
  return {
    ok: true,
    value: { ticket, documentName: name, epoch, readOnly, expiresAt: new Date(expires).toISOString() },
  };
}

async function fileRoom(access: Access, id: string): Promise<Room | undefined> {
  const row = await control().document.findFirst({
    where: { id, deletedAt: null, branch: { projectId: access.project.id } },
    select: { branchId: true, epoch: true },
  });
  return row ? { branchId: row.branchId, documentName: documentName(id, row.epoch), epoch: row.epoch } : undefined;
}

async function branchRoom(access: Access, id: string): Promise<Room | undefined> {
  const row = await control().branch.findFirst({ where: { id, projectId: access.project.id }, select: { id: true } });
  return row ? { branchId: id, documentName: branchName(id), epoch: 0 } : undefined;
}

const missing = {
  code: 'file.missing',
  message: 'This file is no longer there.',
  remedy: 'It may have been deleted meanwhile: look at the list of files.',
};
