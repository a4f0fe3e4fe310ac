import { z } from 'zod';

/** What of a project can change beside its files: parts of the query cache that open pages read again. */
export const projectPart = z.enum(['tasks', 'inbox', 'versions', 'members']);
export type ProjectPart = z.infer<typeof projectPart>;

/** What the live documents' server says to browsers beside Yjs. */
export const collabNotice = z.discriminatedUnion('type', [
  /** Everything this document had when the notice was sent is in the control database. */
  z.object({ type: z.literal('stored') }),
  /** Files of the branch came, went, moved, or were written. */
  z.object({ type: z.literal('files'), documentIds: z.array(z.string()) }),
  z.object({ type: z.literal('changed'), parts: z.array(projectPart) }),
]);
export type CollabNotice = z.infer<typeof collabNotice>;
