import { z } from 'zod';
import { problemSchema } from './problem-schema.ts';

/** What a zip, a folder or a repository holds, told before anything is made of it. */
export const importReport = z.object({
  /** `name:` of dbt_project.yml: what the project is called unless the person says otherwise. */
  name: z.string(),
  /** Folder of the project inside what was brought, '' or ending with `/`. */
  root: z.string(),
  files: z.number(),
  bytes: z.number(),
  /** How many there are of what: `model`, `Python cell`, `seed`, `macro` …, models with their materializations. */
  found: z.array(
    z.object({
      kind: z.string(),
      count: z.number(),
      detail: z.array(z.object({ name: z.string(), count: z.number() })),
    }),
  ),
  /** Packages that came along. */
  packages: z.array(z.string()),
  /** What will not work, or not as it does with dbt, with file and line. */
  problems: z.array(problemSchema),
  /** Texts that create functions in Python inside the server's process: an owner has to allow them. */
  inProcessPython: z.array(z.object({ path: z.string(), line: z.number(), text: z.string() })),
  /** Files that are kept byte for byte and go out again, but aren't text to edit. */
  kept: z.array(z.object({ path: z.string(), bytes: z.number(), why: z.string() })),
  /** What is not part of the project: results, caches, history, links. */
  leftOut: z.array(z.object({ path: z.string(), files: z.number(), why: z.string() })),
});
export type ImportReport = z.infer<typeof importReport>;

/** The report, or, where several projects were brought, the folders to choose from. */
export const importAnswer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('report'), report: importReport }),
  z.object({ type: z.literal('choose'), roots: z.array(z.string()) }),
]);
export type ImportAnswer = z.infer<typeof importAnswer>;

/** What the person confirms. */
export const importRequest = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'A project needs a name.')
    .max(100)
    .regex(/^[^\p{C}]+$/u, 'Write a name of letters.'),
  /** Which of several projects. */
  root: z.string().max(1_000).optional(),
  /** An owner's word that texts may create functions in Python inside the server's process. */
  allowPython: z.boolean().default(false),
});
export type ImportRequest = z.infer<typeof importRequest>;

/** A git repository below the folder that the server was given for that. */
const gitRepository = z.object({ path: z.string(), branches: z.array(z.string()), head: z.string() });
export type GitRepository = z.infer<typeof gitRepository>;

/** The repositories there are, or why there can be none: that no folder was set is no failure. */
export const gitRepositories = z.object({ repositories: z.array(gitRepository), why: problemSchema.optional() });
export type GitRepositories = z.infer<typeof gitRepositories>;
