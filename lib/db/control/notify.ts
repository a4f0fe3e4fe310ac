import type { ProjectPart } from '#lib/contracts/notice.ts';
import type { ControlTransaction } from './client.ts';

/**
 * Tells every open page of a project, through the live documents' sockets, that parts of it have
 * changed. Sent when the transaction commits, and only then.
 */
export async function tellProject(tx: ControlTransaction, projectId: string, ...parts: ProjectPart[]): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('insitu_project', ${JSON.stringify({ projectId, parts })})`;
}

/** PostgreSQL takes 8,000 bytes in one notice. */
const PEOPLE_TOLD = 100;

/** Tells every open page of some people, whatever project it shows. */
export async function tellPeople(
  tx: ControlTransaction,
  people: readonly string[],
  ...parts: ProjectPart[]
): Promise<void> {
  for (let at = 0; at < people.length; at += PEOPLE_TOLD) {
    const told = { people: people.slice(at, at + PEOPLE_TOLD), parts };
    await tx.$executeRaw`SELECT pg_notify('insitu_project', ${JSON.stringify(told)})`;
  }
}

/** Tells the live documents that what people may has changed anywhere: they look at every open socket again. */
export async function tellAccess(tx: ControlTransaction): Promise<void> {
  await tellProject(tx, '', 'members');
}
