import type { Access } from '#lib/access/access.ts';
import type { CatalogRelation } from '#lib/contracts/api.ts';
import { readCatalog } from '#lib/db/data/index.ts';
import { personSession } from './connection-store.ts';

/** The data database as this person's own role sees it. */
export async function catalogFor(access: Access, signal: AbortSignal): Promise<CatalogRelation[]> {
  return readCatalog(await personSession(access), signal);
}
