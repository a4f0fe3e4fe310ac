import { ProblemError } from '#lib/contracts/problem.ts';
import type { VersionPoint } from '#lib/domain/version/compare-store.ts';

/** A version's number of an address, 0 for nothing, or `draft`. @throws ProblemError for anything else */
export function pointOf(text: string | null): VersionPoint {
  if (text === 'draft') return text;
  const number = Number(text ?? Number.NaN);
  if (Number.isInteger(number) && number >= 0 && number <= 2_147_483_647) return number;
  throw new ProblemError({
    code: 'request.version',
    message: 'This is no version.',
    remedy: 'Name it by its number, or write draft.',
  });
}
