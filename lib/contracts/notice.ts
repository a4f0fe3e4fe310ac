import { z } from 'zod';
import { role } from './api.ts';

/** What of a project can change beside its files: parts of the query cache that open pages read again. */
export const projectPart = z.enum(['tasks', 'inbox', 'versions', 'members']);
export type ProjectPart = z.infer<typeof projectPart>;

/** What the live documents' server says to browsers beside Yjs. */
export const collabNotice = z.discriminatedUnion('type', [
  /** What a browser asked about: the server has it, the control database has it, or neither will take it. */
  z.object({ type: z.enum(['received', 'stored', 'refused']), at: z.number().int() }),
  /** Files of the branch came, went or moved. */
  z.object({ type: z.literal('files'), documentIds: z.array(z.string()) }),
  /** Files of the branch say something else now. */
  z.object({ type: z.literal('written'), documentIds: z.array(z.string()) }),
  z.object({ type: z.literal('changed'), parts: z.array(projectPart) }),
  /** The one it is said to is something else in the project now. */
  z.object({ type: z.literal('role'), role }),
]);
export type CollabNotice = z.infer<typeof collabNotice>;

/**
 * A browser's question: where are my edits, up to the number `at`? Messages keep their order, so those
 * made in this connection came before it; `client` and `clock` are Yjs's own count of what this browser
 * wrote, so that nothing typed in a connection that broke is taken for received.
 */
export const saveQuestion = z.object({
  at: z.number().int().min(0),
  client: z.number().int().min(0),
  clock: z.number().int().min(0),
});
export type SaveQuestion = z.infer<typeof saveQuestion>;

/** Reads a question; undefined for anything else that a browser may send. */
export function readQuestion(payload: string): SaveQuestion | undefined {
  try {
    return saveQuestion.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
