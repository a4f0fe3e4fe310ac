/** The data databases: sessions as a person's role, previews, the catalog, roles. */
export { readCatalog } from './catalog.ts';
export { type PreviewOptions, type PreviewRows, preview, readAnswer } from './preview.ts';
export { readOnly } from './read-only.ts';
export { personRoleName, projectRoleName, readerRoleName, runRoleName, viewerRoleName } from './role-names.ts';
export { openRoleAdmin, type ProjectRight, type ProjectRoles, type RoleAdmin } from './roles.ts';
export { openSession, type PooledSession, type SessionOptions } from './session.ts';
export { type SessionKey, SessionPools, sessionUrl } from './sessions.ts';
