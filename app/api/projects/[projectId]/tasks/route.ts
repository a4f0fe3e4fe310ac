import { projectRoute } from '#app/_server/route.ts';
import { readBoard } from '#lib/domain/task/card-store.ts';

/** The board: every task of the project, its objectives and limits. */
export const GET = projectRoute('viewer', ({ access }) => readBoard(access));
