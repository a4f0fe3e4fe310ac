import { type Result, refuse } from '#lib/contracts/problem.ts';
import { recordRefusal } from './refusal.ts';
import type { Caller } from './session.ts';

/**
 * Whether a person owns this installation; a refusal is recorded.
 * @param what only an owner may do, after "Only an owner of this installation may"
 * @param projectId of the project it is about, where there is one
 */
export async function requireAdministrator(caller: Caller, what: string, projectId?: string): Promise<Result<null>> {
  if (caller.administrator) return { ok: true, value: null };
  await recordRefusal(caller, projectId, { needs: 'administrator' });
  return refuse({
    code: 'access.administrator',
    message: `Only an owner of this installation may ${what}.`,
    remedy: 'Ask the person who set Insitu up.',
  });
}
