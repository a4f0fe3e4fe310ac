import { z } from 'zod';

/**
 * Something a person can meet and mend: a code, what happened, where, what to do.
 * Lines and columns count from 1; `endLine`/`endColumn` are exclusive, as Monaco has them.
 */
export const problemSchema = z.object({
  /** Stable and searchable, `<room>.<what>`: `ref.missing`, `sql.syntax`, `python.exception`. */
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
  column: z.number().int().positive().optional(),
  endLine: z.number().int().positive().optional(),
  endColumn: z.number().int().positive().optional(),
  /** One sentence: what the person can do about it. */
  remedy: z.string().optional(),
  nodeId: z.string().optional(),
  /** The name that is not there: a package's, or one that a template used. */
  missing: z.string().optional(),
  /** Met while the node was rendered: who only parses the project goes on, as under dbt. */
  rendering: z.literal(true).optional(),
});
