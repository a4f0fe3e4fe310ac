import { createHash } from 'node:crypto';

/** Group that may call the runtime: every person's and project's role is a member. Made by the runtime's install. */
export const userGroup = 'insitu_user';

/** LOGIN role of a person. The hash makes it one of a kind, the label lets a DBA read pg_stat_activity. */
export const personRoleName = (personId: string, label = ''): string => roleName('insitu_p_', personId, label);

/** NOLOGIN role that owns a project's schemas and relations. */
export const projectRoleName = (projectId: string, slug = ''): string => roleName('insitu_o_', projectId, slug);

/** NOLOGIN role whose members may read a project's relations. */
export const viewerRoleName = (projectId: string, slug = ''): string => roleName('insitu_v_', projectId, slug);

/** LOGIN role of one run: made when it begins, dropped at its end. */
export const runRoleName = (runId: string, label = ''): string => roleName('insitu_r_', runId, label);

export const readerPrefix = 'insitu_b_';

/** LOGIN role of a tool that reads one schema (`insitu reader`). */
export const readerRoleName = (database: string, schema: string, name: string): string =>
  roleName(readerPrefix, `${database} ${schema} ${name}`, name);

/** What a person reads of a reader's role: its name, as far as it fits into one. */
export const readerNameOf = (role: string): string =>
  role.slice(readerPrefix.length, -hashLength).replace(/_$/, '') || role;

const hashLength = 16;

/**
 * The readable part is at most 30 letters of ASCII, so that the whole stays far below 63 bytes.
 * Label and slug are part of the name: hand in what never changes, or leave them out.
 */
function roleName(prefix: string, id: string, label: string): string {
  const hash = createHash('sha256').update(id).digest('hex').slice(0, hashLength);
  const readable = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 30);
  return readable ? `${prefix}${readable}_${hash}` : `${prefix}${hash}`;
}
