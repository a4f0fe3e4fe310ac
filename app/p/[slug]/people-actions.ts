'use server';

import { z } from 'zod';
import { email } from '#lib/access/sign-in.ts';
import { role } from '#lib/contracts/api.ts';
import type { PeopleActions } from '#lib/contracts/people.ts';
import type { Result } from '#lib/contracts/problem.ts';
import * as invitations from '#lib/domain/people/invitation-store.ts';
import * as members from '#lib/domain/people/member-store.ts';
import * as readers from '#lib/domain/people/reader-store.ts';
import * as resets from '#lib/domain/people/reset-store.ts';
import { projectAnswer } from '../../_server/action.ts';
import { currentFacts } from '../../_server/session.ts';

const id = z.string().min(1).max(200);
const ofProject = z.object({ projectId: id });
const ofPerson = ofProject.extend({ personId: id });

export const invite: PeopleActions['invite'] = async (request) =>
  projectAnswer('owner', ofProject.extend({ role, email: email.optional() }), request, async (access, wanted) =>
    linked('invite', await invitations.invite(access, wanted)),
  );

export const revokeInvitation: PeopleActions['revokeInvitation'] = async (request) =>
  projectAnswer('owner', ofProject.extend({ invitationId: id }), request, (access, { invitationId }) =>
    invitations.revokeInvitation(access, invitationId),
  );

export const setRole: PeopleActions['setRole'] = async (request) =>
  projectAnswer('owner', ofPerson.extend({ role }), request, (access, wanted) =>
    members.setRole(access, wanted.personId, wanted.role),
  );

export const removeMember: PeopleActions['removeMember'] = async (request) =>
  projectAnswer('owner', ofPerson, request, (access, { personId }) => members.removeMember(access, personId));

/** As `insitu reader` takes it: at least one letter or digit goes into the role's name. */
const readerName = z
  .string()
  .trim()
  .min(1)
  .max(30)
  .regex(/[a-z0-9]/i);

export const makeReader: PeopleActions['makeReader'] = async (request) =>
  projectAnswer('owner', ofProject.extend({ name: readerName }), request, (access, { name }) =>
    readers.makeReader(access, name),
  );

export const dropReader: PeopleActions['dropReader'] = async (request) =>
  projectAnswer('owner', ofProject.extend({ role: id }), request, (access, { role: name }) =>
    readers.dropReader(access, name),
  );

export const createReset: PeopleActions['createReset'] = async (request) =>
  projectAnswer('owner', ofPerson, request, async (access, { personId }) =>
    linked('reset', await resets.createReset(access, personId)),
  );

/** The link at the address that the person asks from: it was checked to be this server's. */
async function linked(
  page: string,
  made: Result<{ token: string; expiresAt: string }>,
): Promise<Result<{ link: string; expiresAt: string }>> {
  if (!made.ok) return made;
  const { origin } = await currentFacts();
  return { ok: true, value: { link: `${origin}/${page}/${made.value.token}`, expiresAt: made.value.expiresAt } };
}
