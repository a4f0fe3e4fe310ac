import { z } from 'zod';
import { type Answer, person } from './api.ts';
import { documentId } from './ids.ts';

const way = z.object({ from: z.string().max(1_000), to: z.string().max(1_000) });

/** A file's way from one path to another; `node` is the id of the node that it defines, before and after. */
export const fileMove = way.extend({ node: way.optional() });
export type FileMove = z.infer<typeof fileMove>;

/** GET /api/projects/:id/files/deleted → DeletedFile[], newest first. */
export const deletedFile = z.object({
  documentId,
  path: z.string(),
  at: z.string(),
  /** Absent where it is not known any more. */
  by: person.optional(),
});
export type DeletedFile = z.infer<typeof deletedFile>;

/** Most files that one move, deletion or return may hold. */
export const MOST_FILES = 5_000;

interface OfBranch {
  readonly projectId: string;
  readonly branchId: string;
}

/** Server actions on a branch's list of files; what is told to one page is told to all. */
export interface FileActions {
  readonly createFile: (
    request: OfBranch & { readonly path: string; readonly text: string },
  ) => Promise<Answer<{ documentId: string }>>;
  readonly moveFiles: (request: OfBranch & { readonly moves: FileMove[] }) => Promise<Answer<null>>;
  readonly deleteFiles: (request: OfBranch & { readonly paths: string[] }) => Promise<Answer<null>>;
  readonly restoreFiles: (request: OfBranch & { readonly documentIds: string[] }) => Promise<Answer<null>>;
}
