import type { Access } from '#lib/access/access.ts';
import type { Role } from '#lib/contracts/api.ts';
import { type BranchId, branchId } from '#lib/contracts/ids.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { control } from '#lib/db/control/client.ts';

/** A branch of a project the caller may see. Only `findBranch` makes one. */
export interface BranchFacts {
  readonly id: BranchId;
  readonly name: string;
  /** Where its relations are. */
  readonly schema: string;
  readonly headVersionId: string | null;
}

export const mainBranch = 'main';

/** A branch of this project, by id; without one its main branch. A branch of another project is not there. */
export async function findBranch(access: Access, id?: string): Promise<Result<BranchFacts>> {
  const { id: projectId } = access.project;
  const row = await control().branch.findFirst({ where: id ? { id, projectId } : { name: mainBranch, projectId } });
  if (!row) return refuse({ code: 'branch.missing', message: 'There is no such branch.', remedy: 'Reload the page.' });
  return {
    ok: true,
    value: { id: branchId.parse(row.id), name: row.name, schema: row.schema, headVersionId: row.headVersionId },
  };
}

export interface MemberRow {
  readonly personId: string;
  readonly role: Role;
}

/** Settings that a person's browser remembers for a project. */
export async function readPreferences(access: Access): Promise<Record<string, unknown>> {
  const row = await control().preference.findUnique({
    where: { personId_projectId: { personId: access.person.id, projectId: access.project.id } },
  });
  return isRecord(row?.value) ? row.value : {};
}

const maxPreferences = 64 * 1024;

/** Remembers settings; keys that are not named stay. */
export async function savePreferences(access: Access, values: Record<string, unknown>): Promise<Result<null>> {
  const merged = { ...(await readPreferences(access)), ...values };
  const json = JSON.stringify(merged);
  if (json.length > maxPreferences) {
    return refuse({ code: 'preferences.large', message: 'Preferences hold 64 KB at most.', remedy: 'Remember less.' });
  }
  const key = { personId: access.person.id, projectId: access.project.id };
  const value = JSON.parse(json);
  await control().preference.upsert({
    where: { personId_projectId: key },
    create: { ...key, value },
    update: { value },
  });
  return { ok: true, value: null };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
