import { z } from 'zod';
import { type Answer, person } from './api.ts';

/** GET /api/projects/:id/versions/compare?old=&new= : a version's number, 0 for nothing, `draft` for what is typed now. */
export const versionEffect = z.object({
  /** Number of the last run of the newer version. */
  run: z.number().int(),
  built: z.number().int(),
  failed: z.number().int(),
  tests: z.object({ passed: z.number().int(), warned: z.number().int(), failed: z.number().int() }),
  scores: z.array(z.object({ node: z.string(), metric: z.string(), value: z.number() })),
});
export type VersionEffect = z.infer<typeof versionEffect>;

export const versionComparison = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      status: z.enum(['added', 'removed', 'changed']),
      added: z.number().int(),
      removed: z.number().int(),
    }),
  ),
  effect: versionEffect.optional(),
});
export type VersionComparison = z.infer<typeof versionComparison>;
export type ChangedFile = VersionComparison['files'][number];

/** GET /api/projects/:id/versions/file?at=&path= : null where the file is not there; `was` is what it was called there. */
export const fileAtVersion = z.object({ text: z.string().nullable(), was: z.string().optional() });
export type FileAtVersion = z.infer<typeof fileAtVersion>;

/** Where a line came from. */
export const blameLine = z.object({ version: z.number().int(), message: z.string(), at: z.string(), by: person });
export type BlameLine = z.infer<typeof blameLine>;

/** GET /api/projects/:id/versions/blame?path= : the newest version's text, and one entry for each of its lines. */
export const fileBlame = z.object({ text: z.string(), lines: z.array(blameLine) });
export type FileBlame = z.infer<typeof fileBlame>;

export interface VersionActions {
  /** Brings a version's text back: of one file, or without a path of all; as edits everyone sees, and a new version. */
  readonly restoreVersion: (request: {
    projectId: string;
    branchId: string;
    number: number;
    path?: string;
  }) => Promise<Answer<{ number: number; files: number }>>;
}
