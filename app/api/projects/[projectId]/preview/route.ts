import { readBody } from '#app/_server/body.ts';
import { projectRoute } from '#app/_server/route.ts';
import { previewRequest } from '#lib/contracts/api.ts';
import { previewNode } from '#lib/domain/data/preview-store.ts';

/** A selection is at most a megabyte of text; escaped as JSON it may be twice that. */
const maxBytes = 4 * 1024 * 1024;

/** Rows of a node or a selection. Aborting the request cancels the query. */
export const POST = projectRoute('viewer', async ({ access, branch, request }) =>
  previewNode(access, branch, await readBody(request, previewRequest, maxBytes), request.signal),
);
