import type { z } from 'zod';
import { ProblemError } from '#lib/contracts/problem.ts';
import { problemSchema } from '#lib/contracts/problem-schema.ts';

/** A refusal as every route sends it. */
interface Refusal {
  readonly problem?: unknown;
}

/**
 * Reads a route and checks what it says.
 * @throws ProblemError with the route's own problem, or `network.*` where none came
 */
export async function getJson<T>(schema: z.ZodType<T>, path: string, signal?: AbortSignal): Promise<T> {
  return read(schema, path, await reach(path, { signal }));
}

/** Sends a JSON body and checks the answer. @throws ProblemError as `getJson` */
export async function postJson<T>(schema: z.ZodType<T>, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal };
  return read(schema, path, await reach(path, init));
}

/** Sends bytes as they are. @throws ProblemError as `getJson` */
export async function sendBytes(path: string, body: Blob): Promise<void> {
  const response = await reach(path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });
  if (!response.ok) throw new ProblemError(problemOf(await response.json().catch(() => null), response.status));
}

/** Sends bytes as they are and checks the answer. @throws ProblemError as `getJson` */
export async function postBytes<T>(schema: z.ZodType<T>, path: string, body: Blob): Promise<T> {
  const headers = { 'content-type': 'application/octet-stream' };
  return read(schema, path, await reach(path, { method: 'POST', headers, body }));
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: 'same-origin' });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ProblemError(
      {
        code: 'network.unreachable',
        message: 'Insitu does not answer.',
        remedy: 'Check the connection; what you typed is kept here and sent when it is back.',
      },
      { cause },
    );
  }
}

async function read<T>(schema: z.ZodType<T>, path: string, response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ProblemError(problemOf(body, response.status));
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError(
    {
      code: 'network.answer',
      message: `${path} answered in words this page does not know.`,
      remedy: 'Reload the page.',
    },
    { cause: parsed.error },
  );
}

function problemOf(body: unknown, status: number) {
  const refusal: Refusal = typeof body === 'object' && body !== null ? body : {};
  const parsed = problemSchema.safeParse(refusal.problem);
  if (parsed.success) return parsed.data;
  return { code: `network.${status}`, message: `The server answered ${status}.`, remedy: 'Try again in a moment.' };
}
