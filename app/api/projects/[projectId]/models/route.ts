import { projectRoute } from '#app/_server/route.ts';
import { listModels } from '#lib/domain/data/models-store.ts';

/** Every version of every trained model, newest first. */
export const GET = projectRoute('viewer', ({ access, branch, request }) => listModels(access, branch, request.signal));
