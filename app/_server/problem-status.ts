import type { Problem } from '#lib/contracts/problem.ts';

const statuses: Readonly<Record<string, number>> = {
  'session.missing': 401,
  'session.throttled': 429,
  'request.large': 413,
  'file.large': 413,
  'file.exists': 409,
  'run.active': 409,
  'project.busy': 409,
  'database.busy': 503,
  'database.unreachable': 503,
  'database.starting': 503,
  'collab.unreachable': 503,
  'control.unreachable': 503,
  'egress.limit': 429,
  internal: 500,
};

/** HTTP's word for a problem: by its code, then by what kind of code it is. */
export function statusOf({ code }: Pick<Problem, 'code'>): number {
  const known = statuses[code];
  if (known) return known;
  if (code.endsWith('.missing')) return 404;
  if (code.startsWith('access.')) return 403;
  if (code.startsWith('request.')) return 400;
  return 422;
}
