'use server';

import { z } from 'zod';
import { cookieName } from '#lib/access/cookie.ts';
import { requireCaller, revokeSession } from '#lib/access/session.ts';
import { signIn as signInPerson, signInRequest, signUpFirstOwner, signUpRequest } from '#lib/access/sign-in.ts';
import type { Answer } from '#lib/contracts/api.ts';
import { createProjectRequest, createSamples, createProject as makeProject } from '#lib/domain/project/create-store.ts';
import { deleteProject as dropProject } from '#lib/domain/project/delete-store.ts';
import { answer, callerAnswer, projectAnswer } from './_server/action.ts';
import { clearSessionCookie, currentCaller, currentFacts, setSessionCookie } from './_server/session.ts';

/** Makes the first account, signs it in, and makes the sample projects. Only while nobody has an account. */
export async function signUpOwner(request: { name: string; email: string; password: string }): Promise<Answer<null>> {
  return answer(signUpRequest, request, async (owner) => {
    const facts = await currentFacts();
    const made = await signUpFirstOwner(owner, facts);
    if (!made.ok) return made;
    await setSessionCookie(made.value);
    const cookie = `${cookieName(facts.secure)}=${made.value.token}`;
    const caller = await requireCaller({ ...facts, cookie });
    const problems = caller.ok ? await createSamples(caller.value) : [];
    for (const { code, message } of problems) process.stderr.write(`web: a sample was left out: ${code}: ${message}\n`);
    return { ok: true, value: null };
  });
}

export async function signIn(request: { email: string; password: string }): Promise<Answer<null>> {
  return answer(signInRequest, request, async (given) => {
    const made = await signInPerson(given, await currentFacts());
    if (!made.ok) return made;
    await setSessionCookie(made.value);
    return { ok: true, value: null };
  });
}

/** Ends the session, also when it has ended already. */
export async function signOut(): Promise<Answer<null>> {
  return answer(z.undefined(), undefined, async () => {
    const caller = await currentCaller();
    if (caller.ok) await revokeSession(caller.value, caller.value.sessionId);
    await clearSessionCookie();
    return { ok: true, value: null };
  });
}

export async function createProject(request: {
  name: string;
  description?: string;
  sample?: string;
}): Promise<Answer<{ projectId: string; slug: string }>> {
  return callerAnswer(createProjectRequest, request, makeProject);
}

export async function deleteProject(request: { projectId: string }): Promise<Answer<null>> {
  return projectAnswer('owner', z.object({ projectId: z.string() }), request, (access) => dropProject(access));
}
