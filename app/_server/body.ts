import type { z } from 'zod';
import { ProblemError } from '#lib/contracts/problem.ts';
import { invalid } from './action.ts';

/** Deepest nesting a request has; what comes deeper is meant to exhaust a parser. */
const maxDepth = 32;
const megabyte = 1024 * 1024;

/** Reads and checks a JSON body. @throws ProblemError saying what is wrong with it */
export async function readBody<S extends z.ZodType>(
  request: Request,
  schema: S,
  maxBytes = megabyte,
): Promise<z.output<S>> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw refused('request.type', 'The body has to be JSON.', 'Send it with Content-Type: application/json.');
  }
  const text = await readText(request, maxBytes);
  if (depthOf(text) > maxDepth) {
    throw refused('request.deep', `The body is nested deeper than ${maxDepth} levels.`, 'Send a flatter value.');
  }
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new ProblemError(invalid(parsed.error));
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > maxBytes) {
      throw refused('request.large', `The body is larger than ${Math.floor(maxBytes / megabyte)} MB.`, 'Send less.');
    }
    parts.push(part);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw refused('request.encoding', 'The body is not UTF-8.', 'Send it as UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    throw refused('request.json', `The body is not JSON: ${why}.`, 'Mend it and try again.');
  }
}

/** Brackets open at once outside of strings, found without recursion. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const refused = (code: string, message: string, remedy: string) => new ProblemError({ code, message, remedy });
