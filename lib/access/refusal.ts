import type { Problem } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import type { RequestFacts } from './request.ts';
import type { Caller } from './session.ts';

/** Refused to somebody who is signed in. @param projectId of the project it was about, where there is one */
export async function recordRefusal(
  caller: Caller,
  projectId: string | undefined,
  subject: Readonly<Record<string, string>>,
): Promise<void> {
  const { person, address } = caller;
  await audit(control(), { action: 'access.refused', personId: person.id, projectId, subject, address });
}

/** Refusals of requests whose sender is not known, or only by a link that they hold. */
const unsigned = /^(session\.(missing|owner_exists)|access\.origin|invitation\.|reset\.)/;

/** Nobody may fill the log: this many rows a minute, and one for each address and what it asked. */
const mostAMinute = 60;
let minute = { since: 0, told: new Set<string>() };

/**
 * Refused to nobody in particular. Other problems are recorded where they are found, or are no refusals.
 * @param asked the route, or how the link is called
 */
export async function recordUnsigned(facts: RequestFacts, { code }: Problem, asked: string): Promise<void> {
  if (!unsigned.test(code)) return;
  const now = Date.now();
  if (Math.abs(now - minute.since) >= 60_000) minute = { since: now, told: new Set() };
  const key = `${facts.address} ${code} ${asked}`;
  if (minute.told.has(key) || minute.told.size >= mostAMinute) return;
  minute.told.add(key);
  const subject = { code, asked: asked.slice(0, 300) };
  await audit(control(), { action: 'access.refused', subject, address: facts.address });
}
