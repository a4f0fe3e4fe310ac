import type { ProjectFile } from '#lib/contracts/api.ts';

/**
 * What a page that was away has missed: `files` where some came, went, moved or began a new epoch, or else the
 * documents that were written since, by another time that they tell: a server's clock may have jumped back.
 */
export function newsOf(known: readonly ProjectFile[], now: readonly ProjectFile[]): 'files' | readonly string[] {
  const before = new Map<string, ProjectFile>(known.map((file) => [file.documentId, file]));
  const same = ({ documentId, path, epoch }: ProjectFile) => {
    const file = before.get(documentId);
    return file?.path === path && file.epoch === epoch;
  };
  if (now.length !== known.length || !now.every(same)) return 'files';
  return now
    .filter(({ documentId, updatedAt }) => before.get(documentId)?.updatedAt !== updatedAt)
    .map(({ documentId }) => documentId);
}
