import type { ImportFrom } from '#lib/client/imports.ts';
import { droppedEntries, filesOfEntries, filesOfInput, packFolder } from './pack.ts';

/** A zip as it is. */
export const bringZip = (file: File) => async (): Promise<ImportFrom> => ({ type: 'zip', name: file.name, zip: file });

/** A chosen folder, packed in the browser. */
export const bringFolder = (chosen: readonly File[]) => async (): Promise<ImportFrom> => {
  const files = filesOfInput(chosen);
  return { type: 'zip', name: files[0]?.path.split('/')[0] ?? 'folder', zip: await packFolder(files) };
};

/** What was dropped: a zip as it is, anything else packed. The event's items are gone once it was handled. */
export function bringDropped(transfer: DataTransfer): () => Promise<ImportFrom> {
  const entries = droppedEntries(transfer.items);
  const [file] = transfer.files;
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only?.isFile && file && /\.zip$/i.test(file.name)) return bringZip(file);
  return async () => ({
    type: 'zip',
    name: only?.name ?? 'dropped files',
    zip: await packFolder(await filesOfEntries(entries)),
  });
}
