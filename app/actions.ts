'use server';

import { z } from 'zod';
import { changeName, changePassword as setPassword } from '#lib/access/account.ts';
import { cookieName } from '#lib/access/cookie.ts';
import { requireCaller, revokeSession } from '#lib/access/session.ts';
import {
  newPassword,
  personName,
  signIn as signInPerson,
  signInRequest,
  signUpFirstOwner,
  signUpRequest,
} from '#lib/access/sign-in.ts';
import type { Answer } from '#lib/contracts/api.ts';
import { acceptAsMember, acceptAsNew } from '#lib/domain/people/invitation-store.ts';
import { useReset } from '#lib/domain/people/reset-store.ts';
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

const token = z.string().min(1).max(200);

/** Comes into a project by a link, as the one who is signed in. */
export async function acceptInvitation(request: { token: string }): Promise<Answer<{ slug: string }>> {
  return callerAnswer(z.object({ token }), request, (caller, given) => acceptAsMember(given.token, caller));
}

/** Makes an account by a link and signs it in. */
export async function joinByInvitation(request: {
  token: string;
  name: string;
  email: string;
  password: string;
}): Promise<Answer<{ slug: string }>> {
  return answer(signUpRequest.extend({ token }), request, async ({ token: invitation, ...person }) => {
    const made = await acceptAsNew(invitation, person, await currentFacts());
    if (!made.ok) return made;
    await setSessionCookie(made.value);
    return { ok: true, value: { slug: made.value.slug } };
  });
}

/** Sets a new password by a link, and signs the person in. */
export async function resetPassword(request: { token: string; password: string }): Promise<Answer<null>> {
  return answer(z.object({ token, password: newPassword }), request, async (given) => {
    const made = await useReset(given.token, given.password, await currentFacts());
    if (!made.ok) return made;
    await setSessionCookie(made.value);
    return { ok: true, value: null };
  });
}

/** Ends one of one's own sessions elsewhere. */
export async function endSession(request: { sessionId: string }): Promise<Answer<null>> {
  return callerAnswer(z.object({ sessionId: z.string().max(200) }), request, async (caller, { sessionId }) => {
    await revokeSession(caller, sessionId);
    return { ok: true, value: null };
  });
}

export async function renamePerson(request: { name: string }): Promise<Answer<null>> {
  return callerAnswer(z.object({ name: personName }), request, (caller, { name }) => changeName(caller, name));
}

/** Sets one's own password, knowing the one before; every other session ends. */
export async function changePassword(request: { current: string; password: string }): Promise<Answer<null>> {
  const schema = z.object({ current: z.string().max(1_000), password: newPassword });
  return callerAnswer(schema, request, (caller, given) => setPassword(caller, given));
}
