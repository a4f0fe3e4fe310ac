import { z } from 'zod';
import { type Answer, person, type Role, role } from './api.ts';

/** Who is in a project, who is asked to come, what was done: what travels for the settings pages. */

export const member = person.extend({ role, joinedAt: z.string(), seenAt: z.string().optional() });
export type Member = z.infer<typeof member>;

export const invitation = z.object({
  id: z.string(),
  role,
  email: z.string().optional(),
  by: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(['open', 'used', 'expired', 'revoked']),
  usedBy: z.string().optional(),
});
export type Invitation = z.infer<typeof invitation>;

/** GET /api/projects/:id/members */
export const memberList = z.object({ members: z.array(member), invitations: z.array(invitation) });
export type MemberList = z.infer<typeof memberList>;

/** GET /api/projects/:id/audit?before= and GET /api/audit?before= → newest first. */
export const auditEntry = z.object({
  seq: z.number().int(),
  at: z.string(),
  /** Short name of the project it was done in, or its id if it is gone; empty for accounts. */
  project: z.string(),
  person: z.string(),
  action: z.string(),
  subject: z.record(z.string(), z.unknown()),
  address: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditPage = z.object({
  entries: z.array(auditEntry),
  /** Whether every row still says what it said, in the order it was written. */
  intact: z.boolean(),
});
export type AuditPage = z.infer<typeof auditPage>;

/** GET /api/sessions: one's own open sessions. */
export const openSession = z.object({
  id: z.string(),
  createdAt: z.string(),
  seenAt: z.string(),
  userAgent: z.string(),
  address: z.string(),
  current: z.boolean(),
});
export type OpenSession = z.infer<typeof openSession>;

/** GET /api/projects/:id/readers: tools with a role of their own that reads the project. */
export const reader = z.object({ role: z.string(), name: z.string(), connections: z.number().int() });
export const readerList = z.array(reader);
export type Reader = z.infer<typeof reader>;

export const invitationDays = 7;

/** Whether rights stand in the data database now, or come there later: it is away. */
export type RightsApplied = 'now' | 'later';

export interface PeopleActions {
  /** @returns the link, shown once: only its hash is kept. */
  readonly invite: (request: {
    projectId: string;
    role: Role;
    email?: string;
  }) => Promise<Answer<{ link: string; expiresAt: string }>>;
  readonly revokeInvitation: (request: { projectId: string; invitationId: string }) => Promise<Answer<null>>;
  readonly setRole: (request: { projectId: string; personId: string; role: Role }) => Promise<Answer<RightsApplied>>;
  readonly removeMember: (request: { projectId: string; personId: string }) => Promise<Answer<RightsApplied>>;
  /** Makes a tool's role, or gives the one of that name a new password. @returns its address, shown once */
  readonly makeReader: (request: { projectId: string; name: string }) => Promise<Answer<{ address: string }>>;
  readonly dropReader: (request: { projectId: string; role: string }) => Promise<Answer<null>>;
  readonly createReset: (request: {
    projectId: string;
    personId: string;
  }) => Promise<Answer<{ link: string; expiresAt: string }>>;
}
