import { type Access, requireAccess } from '#lib/access/access.ts';
import { sessionCookie } from '#lib/access/cookie.ts';
import { recordUnsigned } from '#lib/access/refusal.ts';
import { checkOrigin, type RequestFacts, requestFacts } from '#lib/access/request.ts';
import { type Caller, requireCaller, rotateToken } from '#lib/access/session.ts';
import type { Role } from '#lib/contracts/api.ts';
import { type Problem, ProblemError, type Result } from '#lib/contracts/problem.ts';
import { type BranchFacts, findBranch } from '#lib/domain/project/store.ts';
import { again, problemOf } from './failure.ts';
import { statusOf } from './problem-status.ts';

/** The value of a result, or its refusal thrown to the edge of the route. */
export function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}

export interface CallerContext {
  readonly caller: Caller;
  readonly request: Request;
  readonly url: URL;
}

export interface ProjectContext<P> extends CallerContext {
  readonly access: Access;
  readonly branch: BranchFacts;
  readonly params: P;
}

/** What Next hands a route beside the request. */
interface RouteParams<P> {
  readonly params: Promise<P>;
}

/** A route of a signed-in person. What it returns is sent as JSON; a Problem gets its status. */
export const callerRoute =
  (work: (context: CallerContext) => Promise<unknown>) =>
  (request: Request): Promise<Response> =>
    respond(request, async (caller) => work({ caller, request, url: new URL(request.url) }));

/**
 * A route below `/api/projects/[projectId]`, for at least a role. `?branch=` names a branch; without
 * it the main one is meant.
 */
export const projectRoute =
  <P extends { projectId: string }>(role: Role, work: (context: ProjectContext<P>) => Promise<unknown>) =>
  (request: Request, { params }: RouteParams<P>): Promise<Response> =>
    respond(request, async (caller) => {
      const url = new URL(request.url);
      const named = await params;
      const access = orThrow(await requireAccess(caller, named.projectId, role));
      const branch = orThrow(await findBranch(access, url.searchParams.get('branch') ?? undefined));
      return work({ caller, access, branch, request, url, params: named });
    });

async function respond(request: Request, work: (caller: Caller) => Promise<unknown>): Promise<Response> {
  const facts = requestFacts(request.headers);
  try {
    if (request.method !== 'GET') orThrow(checkOrigin(facts));
    const answer = async () => work(orThrow(await requireCaller(facts)));
    // Reading may be done again; what changes something may not.
    const result = await (request.method === 'GET' ? again(answer) : answer());
    const response = result instanceof Response ? result : Response.json(result, { headers: noStore });
    return await rotated(response, facts);
  } catch (error) {
    const problem = problemOf(error);
    await recordUnsigned(facts, problem, `${request.method} ${new URL(request.url).pathname}`).catch(problemOf);
    return refusal(problem);
  }
}

/** Answers with a problem and the status that fits it. */
export const refusal = (problem: Problem): Response =>
  Response.json({ problem }, { status: statusOf(problem), headers: noStore });

/** What one person may see is no other's: no cache between keeps it. */
const noStore = { 'cache-control': 'no-store' };

/** A token in use for a day is replaced with the answer. */
async function rotated(response: Response, facts: RequestFacts): Promise<Response> {
  const fresh = await rotateToken(facts);
  if (fresh) response.headers.append('set-cookie', sessionCookie(fresh.token, facts.secure, fresh.expires));
  return response;
}
