import { randomUUID } from 'node:crypto';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';

/** The Problem of whatever was thrown. A bug is logged under a number that the person is shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isAway(error)) return { code: 'control.unreachable', severity: 'error', ...away };
  const number = randomUUID().slice(0, 8);
  process.stderr.write(`web: failure ${number}: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  return {
    code: 'internal',
    severity: 'error',
    message: `Insitu failed (${number}).`,
    remedy: 'Try again; the log says more under this number.',
  };
}

const away = {
  message: 'The control database can’t be reached.',
  remedy: 'It restarts by itself: try again in a moment.',
};

/** Prisma's and the driver's codes of a database that is down, restarting, or has no connection free. */
const awayCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  '57P01',
  '57P03',
]);

function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && typeof error.code === 'string' && awayCodes.has(error.code)) return true;
  return 'cause' in error && error.cause !== error && isAway(error.cause);
}
