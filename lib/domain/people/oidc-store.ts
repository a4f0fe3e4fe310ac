import type { OidcPerson } from '#lib/access/oidc.ts';
import type { RequestFacts } from '#lib/access/request.ts';
import { type FreshToken, startSession } from '#lib/access/session.ts';
import { personName } from '#lib/access/sign-in.ts';
import { type Result, refuse } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';
import { tellAccess } from '#lib/db/control/notify.ts';
import { acceptAsIdentity } from './invitation-store.ts';

/**
 * Signs in whom a provider vouches for: known by their identity there; else by an e-mail that the
 * provider has verified, which links the two for good and ends all other ways into the account; else new, and then only by an invitation.
 */
export async function signInByOidc(
  person: OidcPerson,
  invitation: string | undefined,
  facts: RequestFacts,
): Promise<Result<FreshToken>> {
  const known = (await findIdentity(person)) ?? (await linkByEmail(person, facts.address));
  if (known?.disabledAt) return refuse(disabled);
  if (known) {
    await audit(control(), {
      action: 'session.signed_in',
      personId: known.id,
      subject: { issuer: person.issuer },
      address: facts.address,
    });
    return { ok: true, value: await startSession(known.id, facts) };
  }
  if (invitation === undefined) return refuse(unknown);
  if (!person.email || !person.emailVerified) return refuse(noEmail);
  const name = personName.safeParse(person.name ?? person.email);
  const made = await acceptAsIdentity(invitation, {
    ...person,
    email: person.email,
    name: name.success ? name.data : person.email,
    address: facts.address,
  });
  return made.ok ? { ok: true, value: await startSession(made.value.personId, facts) } : made;
}

async function findIdentity({ issuer, subject }: OidcPerson) {
  const found = await control().externalIdentity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    include: { person: true },
  });
  return found?.person;
}

/**
 * Nobody had to prove that an e-mail is theirs to join with it; the provider has. So whoever else is in the
 * account goes out, and their password with them. An administrator keeps theirs: the way in without a provider.
 */
async function linkByEmail({ issuer, subject, email, emailVerified }: OidcPerson, address: string) {
  if (!email || !emailVerified) return undefined;
  return control().$transaction(async (tx) => {
    const found = await tx.person.findUnique({ where: { email } });
    if (!found) return undefined;
    const { id: personId, administrator } = found;
    const { count } = await tx.externalIdentity.createMany({
      data: { issuer, subject, personId },
      skipDuplicates: true,
    });
    if (count === 0) return found;
    if (!administrator) await tx.person.update({ where: { id: personId }, data: { passwordHash: null } });
    await tx.session.deleteMany({ where: { personId } });
    await audit(tx, { action: 'person.changed', personId, subject: { field: 'identity', issuer }, address });
    await tellAccess(tx);
    return found;
  });
}

const unknown = {
  code: 'session.oidc_unknown',
  message: 'Nobody here has this account.',
  remedy: 'Ask an owner for an invitation, open it, and sign in from there.',
} as const;

const noEmail = {
  code: 'session.oidc_email',
  message: 'The provider does not vouch for your e-mail.',
  remedy: 'Verify it there, or make an account with a password.',
} as const;

const disabled = {
  code: 'session.refused',
  message: 'This account is closed.',
  remedy: 'Ask an owner.',
} as const;
