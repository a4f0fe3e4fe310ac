import type { z } from 'zod';
import { type Access, requireAccess } from '#lib/access/access.ts';
import { recordUnsigned } from '#lib/access/refusal.ts';
import { checkOrigin } from '#lib/access/request.ts';
import type { Caller } from '#lib/access/session.ts';
import type { Answer, Role } from '#lib/contracts/api.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { type BranchFacts, findBranch } from '#lib/domain/project/store.ts';
import { problemOf } from './failure.ts';
import { currentCaller, currentFacts } from './session.ts';

/** Runs a server action's work: checks where the request came from and what it carries; never throws. */
export async function answer<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (input: z.output<S>) => Promise<Result<T>>,
): Promise<Answer<T>> {
  try {
    const facts = await currentFacts();
    const origin = checkOrigin(facts);
    const result = origin.ok ? await parsed(schema, input, work) : origin;
    if (!result.ok) await recordUnsigned(facts, result.problem, 'action');
    return result;
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

async function parsed<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (input: z.output<S>) => Promise<Result<T>>,
): Promise<Result<T>> {
  const checked = schema.safeParse(input);
  return checked.success ? work(checked.data) : refuse(invalid(checked.error));
}

/** The first thing that is wrong with an input, in words for a person. */
export function invalid(error: z.ZodError) {
  const [issue] = error.issues;
  return {
    code: 'request.invalid',
    message: issue ? wordsOf(issue) : 'The request can’t be read.',
    remedy: 'Mend it and try again.',
  };
}

/** A sentence of ours says what it is about; zod's own words want the place beside them. */
function wordsOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 || message.endsWith('.') ? message : `${path.join('.')}: ${message}`;
}

/** An action of a signed-in person. */
export const callerAnswer = <S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (caller: Caller, input: z.output<S>) => Promise<Result<T>>,
): Promise<Answer<T>> =>
  answer(schema, input, async (value) => {
    const caller = await currentCaller();
    return caller.ok ? work(caller.value, value) : caller;
  });

/** An action in a project, by someone with at least this role. */
export const projectAnswer = <S extends z.ZodType<{ projectId: string }>, T>(
  role: Role,
  schema: S,
  input: unknown,
  work: (access: Access, input: z.output<S>) => Promise<Result<T>>,
): Promise<Answer<T>> =>
  callerAnswer(schema, input, async (caller, value) => {
    const access = await requireAccess(caller, value.projectId, role);
    return access.ok ? work(access.value, value) : access;
  });

/** An action on a branch of a project. */
export const branchAnswer = <S extends z.ZodType<{ projectId: string; branchId: string }>, T>(
  role: Role,
  schema: S,
  input: unknown,
  work: (access: Access, branch: BranchFacts, input: z.output<S>) => Promise<Result<T>>,
): Promise<Answer<T>> =>
  projectAnswer(role, schema, input, async (access, value) => {
    const branch = await findBranch(access, value.branchId);
    return branch.ok ? work(access, branch.value, value) : branch;
  });
