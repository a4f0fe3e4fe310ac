import { z } from 'zod';
import { type Problem, type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { hashPassword, maxPasswordLength, minPasswordLength, verifyPassword } from './password.ts';
import type { RequestFacts } from './request.ts';
import { type FreshToken, startSession } from './session.ts';
import { checkThrottle, forgetFailures, recordFailure } from './throttle.ts';

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'Write an e-mail address.');
/** Letters, marks, digits, punctuation: no control characters and no marks that turn the direction of text. */
export const personName = z
  .string()
  .trim()
  .min(1, 'Write your name.')
  .max(100)
  .regex(/^[^\p{C}]+$/u, 'Write a name of letters.');
export const newPassword = z
  .string()
  .min(minPasswordLength, `A password has at least ${minPasswordLength} characters.`)
  .max(maxPasswordLength);

export const signUpRequest = z.object({ name: personName, email, password: newPassword });
export type SignUpRequest = z.infer<typeof signUpRequest>;
export const signInRequest = z.object({ email, password: z.string().max(maxPasswordLength) });
export type SignInRequest = z.infer<typeof signInRequest>;

/** Someone who is now signed in. */
export interface SignedIn extends FreshToken {
  readonly personId: string;
}

/** Whether nobody has an account yet: the next to sign up sets the installation up. */
export async function isFirstVisit(): Promise<boolean> {
  return (await control().person.findFirst({ select: { id: true } })) === null;
}

const taken: Omit<Problem, 'severity'> = {
  code: 'session.owner_exists',
  message: 'Insitu already has an owner.',
  remedy: 'Sign in, or ask the owner for an invitation.',
};

/** Makes the first account. Of two at once one wins: the check and the row are one transaction under a lock. */
export async function signUpFirstOwner(request: SignUpRequest, facts: RequestFacts): Promise<Result<SignedIn>> {
  if (!(await isFirstVisit())) return refuse(taken);
  const passwordHash = await hashPassword(request.password);
  const person = await control().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('insitu first owner'))`;
    if (await tx.person.findFirst({ select: { id: true } })) return undefined;
    const made = await tx.person.create({
      data: { name: request.name, email: request.email, colour: 1, passwordHash, administrator: true },
    });
    await audit(tx, { action: 'person.created', personId: made.id, address: facts.address });
    return made;
  });
  if (!person) return refuse(taken);
  return { ok: true, value: { personId: person.id, ...(await startSession(person.id, facts)) } };
}

const wrong: Omit<Problem, 'severity'> = {
  code: 'session.refused',
  message: 'E-mail or password is wrong.',
  remedy: 'Try again, or ask an owner for a link to set a new password.',
};

/** Signs a person in. The refusal is the same whether the e-mail or the password is unknown. */
export async function signIn({ email, password }: SignInRequest, facts: RequestFacts): Promise<Result<SignedIn>> {
  const throttle = await checkThrottle(email, facts.address);
  if (!throttle.ok) return throttle;
  const person = await control().person.findUnique({ where: { email } });
  const right = await verifyPassword(password, person?.passwordHash);
  if (!person || !right || person.disabledAt) {
    await recordFailure(email, facts.address);
    const personId = person?.id;
    await audit(control(), { action: 'session.refused', personId, subject: { email }, address: facts.address });
    return refuse(wrong);
  }
  await forgetFailures(email);
  // A session is not given to somebody whose arrival can't be recorded.
  await audit(control(), { action: 'session.signed_in', personId: person.id, address: facts.address });
  return { ok: true, value: { personId: person.id, ...(await startSession(person.id, facts)) } };
}
