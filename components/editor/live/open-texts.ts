import type { Collab, LiveDocument } from '#lib/client/collab.ts';
import type { Answer, ProjectFile } from '#lib/contracts/api.ts';

/** A file's document with the server's text in it; `live` is given back by whoever asked. */
export interface Opened {
  readonly documentId: string;
  readonly path: string;
  readonly live: LiveDocument;
}

/** Each asks for a ticket and a load: a project of 500 files must not ask for all in one moment. */
const AT_ONCE = 24;
const PATIENCE_MS = 15_000;

/** Opens documents and waits until each has the server's text: all of them or none. */
export async function openTexts(
  collab: Collab | null,
  files: readonly Pick<ProjectFile, 'documentId' | 'epoch' | 'path'>[],
): Promise<Answer<readonly Opened[]>> {
  if (!collab) return away();
  const opened: Opened[] = [];
  const waiting = [...files];
  const work = async (): Promise<boolean> => {
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      const live = collab.document(file);
      opened.push({ documentId: file.documentId, path: file.path, live });
      if (!(await synced(live))) return false;
    }
    return true;
  };
  const all = await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (all.every(Boolean)) return { ok: true, value: opened };
  for (const { live } of opened) live.release();
  return away();
}

function synced(live: LiveDocument): Promise<boolean> {
  if (live.provider.isSynced) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (there: boolean) => {
      clearTimeout(timer);
      live.provider.off('synced', here);
      stop();
      resolve(there);
    };
    const here = () => end(true);
    const timer = setTimeout(() => end(false), PATIENCE_MS);
    const stop = live.subscribe(() => live.saveState() === 'refused' && end(false));
    live.provider.on('synced', here);
  });
}

const away = (): Answer<never> => ({
  ok: false,
  problem: {
    code: 'collab.unreachable',
    severity: 'error',
    message: 'The live documents can’t be reached, so nothing was changed.',
    remedy: 'Try again when you are online.',
  },
});
