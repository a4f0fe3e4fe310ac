import { orThrow, projectRoute } from '#app/_server/route.ts';
import { createFile, editFile } from '#lib/domain/files/store.ts';
import { readUpload } from '#lib/domain/files/upload.ts';

/**
 * A file from somebody's disk: `?path=` says where it goes, the body is its bytes. One that is there already
 * is refused, and with `?replace=1` says something else by an edit that everyone sees.
 */
export const POST = projectRoute('editor', async ({ access, branch, request, url: { searchParams } }) => {
  const path = searchParams.get('path') ?? '';
  const declared = Number(request.headers.get('content-length') ?? 0);
  const text = orThrow(await readUpload(path, declared, request.body ?? []));
  if (searchParams.get('replace') === '1') orThrow(await editFile(access, branch, { path, text }));
  else orThrow(await createFile(access, branch, { path, text }));
  return { path };
});
