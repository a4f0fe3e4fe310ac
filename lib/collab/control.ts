import { internalProof } from '#lib/access/ticket.ts';
import { ProblemError } from '#lib/contracts/problem.ts';

/** Where `web` reaches the collab process. */
export interface CollabControl {
  readonly port: number;
  readonly host?: string;
}

/** Waits until everything typed into a branch is in the control database. @throws ProblemError `collab.unreachable` */
export const flushBranch = (control: CollabControl, branchId: string): Promise<void> =>
  ask(control, 'flush', { branchId });

/** Tells the branch's browsers that files came, went or moved. */
export const announceFiles = (
  control: CollabControl,
  branchId: string,
  documentIds: readonly string[],
): Promise<void> => ask(control, 'announce', { branchId, documentIds });

/** Lets a document say `text`, as an edit that everyone sees at once; returns when it is stored. */
export const editDocument = (
  control: CollabControl,
  edit: { documentId: string; epoch: number; branchId: string; personId: string; text: string },
): Promise<void> => ask(control, 'edit', edit);

async function ask(control: CollabControl, what: string, body: unknown): Promise<void> {
  const address = `http://${control.host ?? '127.0.0.1'}:${control.port}/control/${what}`;
  const response = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Bearer ${internalProof()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  }).catch((cause) => {
    throw new ProblemError(
      {
        code: 'collab.unreachable',
        message: 'The live documents can’t be reached.',
        remedy: 'They restart by themselves: try again in a moment.',
      },
      { cause },
    );
  });
  if (!response.ok) {
    throw new ProblemError({
      code: 'collab.refused',
      message: await response.text(),
      remedy: 'Reload the page and try again.',
    });
  }
}
