import type { ProjectPart } from '#lib/contracts/notice.ts';
import type { ControlTransaction } from './client.ts';

/**
 * Tells every open page of a project, through the live documents' sockets, that parts of it have
 * changed. Sent when the transaction commits, and only then.
 */
export async function tellProject(tx: ControlTransaction, projectId: string, ...parts: ProjectPart[]): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('insitu_project', ${JSON.stringify({ projectId, parts })})`;
}

/** Tells the live documents that what people may has changed anywhere: they look at every open socket again. */
export async function tellAccess(tx: ControlTransaction): Promise<void> {
  await tellProject(tx, '', 'members');
}
