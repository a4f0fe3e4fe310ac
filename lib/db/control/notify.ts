import type { ProjectPart } from '#lib/contracts/notice.ts';
import type { ControlTransaction } from './client.ts';

/**
 * Tells every open page of a project, through the live documents' sockets, that parts of it have
 * changed. Sent when the transaction commits, and only then.
 */
export async function tellProject(tx: ControlTransaction, projectId: string, ...parts: ProjectPart[]): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('insitu_project', ${JSON.stringify({ projectId, parts })})`;
}
