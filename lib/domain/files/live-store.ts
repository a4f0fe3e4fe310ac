import { announceFiles, type CollabControl, editDocument, flushBranch } from '#lib/collab/control.ts';
import { updateTo } from '#lib/collab/document.ts';
import { ProblemError, type Result } from '#lib/contracts/problem.ts';
import { control } from '#lib/db/control/client.ts';

/** Where the collab process is; undefined where none was started (the command line, tests). */
function collab(): CollabControl | undefined {
  const { INSITU_COLLAB_PORT, INSITU_COLLAB_HOST } = process.env;
  if (!INSITU_COLLAB_PORT) return undefined;
  return { port: Number(INSITU_COLLAB_PORT), ...(INSITU_COLLAB_HOST ? { host: INSITU_COLLAB_HOST } : {}) };
}

/**
 * Waits until everything that collab has of a branch is in the control database. Refuses while
 * collab is away: a version of texts that somebody has already typed past would be stored as theirs.
 */
export async function flushLive(branchId: string): Promise<Result<null>> {
  return asked((at) => flushBranch(at, branchId));
}

/** Tells the browsers of a branch to look at these files again. They look by themselves when collab is back. */
export async function announceLive(branchId: string, documentIds: readonly string[]): Promise<void> {
  await asked((at) => announceFiles(at, branchId, documentIds));
}

/** A document that is to say something else. */
export interface LiveEdit {
  readonly documentId: string;
  readonly epoch: number;
  readonly branchId: string;
  readonly personId: string;
  readonly text: string;
}

/** Edits a live document in a person's name; where no collab process was started, in its log. */
export async function editLive(edit: LiveEdit): Promise<Result<null>> {
  if (collab()) return asked((at) => editDocument(at, edit));
  await editInLog(edit);
  return { ok: true, value: null };
}

async function editInLog({ documentId, epoch, personId, text }: LiveEdit): Promise<void> {
  await control().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM document WHERE id = ${documentId} FOR UPDATE`;
    const row = await tx.document.findUniqueOrThrow({
      where: { id: documentId },
      include: { updates: { orderBy: { seq: 'asc' } } },
    });
    const update = updateTo(
      row.state,
      row.updates.map((each) => each.update),
      text,
    );
    await tx.documentUpdate.create({ data: { documentId, epoch, personId, update } });
    await tx.document.update({ where: { id: documentId }, data: { updatedAt: new Date() } });
  });
}

async function asked(ask: (control: CollabControl) => Promise<void>): Promise<Result<null>> {
  const reached = collab();
  try {
    if (reached) await ask(reached);
    return { ok: true, value: null };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}
