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

/** Codes of Prisma and of PostgreSQL for a database that is down, restarting, or has no connection free. */
const awayCodes = /^(P1001|P1002|P1008|P1017|P2024|P2028|ECONNREFUSED|ECONNRESET|08\w{3}|57P0[123]|53300)$/;
/** pg's words; the last are those of a pool whose connections are all in use for longer than one waits. */
const awayText =
  /Connection terminated|Can't reach database server|terminating connection|timeout exceeded when trying to connect/;

/** Whether an error, or what it was caused by, says that the control database is away for the moment. */
function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || error instanceof ProblemError) return false;
  if ('code' in error && typeof error.code === 'string' && awayCodes.test(error.code)) return true;
  if (error instanceof Error && awayText.test(error.message)) return true;
  return 'cause' in error && error.cause !== error && isAway(error.cause);
}

const pausesMs = [100, 500, 1_500];

/**
 * Does something that may be done again, again while the control database is away: a restart breaks
 * the connections that were idle, and the first to use one finds out.
 */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return work();
}
