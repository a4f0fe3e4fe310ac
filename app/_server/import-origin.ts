import { z } from 'zod';
import { repositoryBranch } from '#lib/domain/transfer/git-store.ts';
import type { ImportOrigin } from '#lib/domain/transfer/import-store.ts';
import { uploadedZip } from '#lib/domain/transfer/upload-store.ts';
import { readBody } from './body.ts';

const repository = z.object({ path: z.string().max(1_000), branch: z.string().min(1).max(250) });

/** Where a request brings a project from: a zip is its body; a repository on the server is named in JSON. */
export async function importOrigin(request: Request, url: URL): Promise<ImportOrigin> {
  if (/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    return repositoryBranch(await readBody(request, repository));
  }
  const name = (url.searchParams.get('file') ?? '').replace(/[\p{C}]/gu, '').slice(0, 200);
  return uploadedZip(request.body ?? emptyBody(), name || 'project.zip');
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
