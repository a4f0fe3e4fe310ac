import type { Access } from '#lib/access/access.ts';
import { requireAdministrator } from '#lib/access/administrator.ts';
import type { Caller } from '#lib/access/session.ts';
import type { AuditEntry, AuditPage } from '#lib/contracts/people.ts';
import type { Result } from '#lib/contracts/problem.ts';
import { auditTexts, brokenAuditEntries } from '#lib/db/control/audit.ts';
import { control, type Prisma } from '#lib/db/control/client.ts';

const page = 200;

/** The part of the log that somebody may read. */
type Scope = Prisma.AuditEntryWhereInput;

/** What was done in a project, and what its members did with their accounts: where they signed in and when. */
export async function projectAudit({ project }: Access): Promise<Scope> {
  const members = await control().membership.findMany({
    where: { projectId: project.id },
    select: { personId: true },
  });
  return {
    OR: [{ projectId: project.id }, { projectId: null, personId: { in: members.map(({ personId }) => personId) } }],
  };
}

/** Everything, for an owner of the installation: projects that are gone, and refusals of nobody known, are in no project's part. */
export async function wholeAudit(caller: Caller): Promise<Result<Scope>> {
  const allowed = await requireAdministrator(caller, 'read its audit log');
  return allowed.ok ? { ok: true, value: {} } : allowed;
}

/** A page of the log, newest first, and whether all of the log is whole. */
export async function readAudit(scope: Scope, before?: number): Promise<AuditPage> {
  const rows = await readRows(scope, before);
  // Looked at with the first page alone: it reads the whole log.
  const broken = before === undefined ? await brokenAuditEntries(control()) : [];
  return { entries: rows.map(({ entry }) => entry), intact: broken.length === 0 };
}

interface Row {
  readonly entry: AuditEntry;
  readonly hash: string;
}

async function readRows(scope: Scope, before: number | undefined): Promise<Row[]> {
  const rows = await control().auditEntry.findMany({
    where: { ...scope, ...(before === undefined ? {} : { seq: { lt: before } }) },
    orderBy: { seq: 'desc' },
    take: page,
  });
  const named = (ids: readonly (string | null)[]) => ({ id: { in: ids.flatMap((id) => id ?? []) } });
  const people = await control().person.findMany({
    where: named(rows.flatMap(({ personId, subject }) => [personId, personIn(subject)])),
    select: { id: true, name: true },
  });
  const projects = await control().project.findMany({
    where: named(rows.map(({ projectId }) => projectId)),
    select: { id: true, slug: true },
  });
  const names = new Map([
    ...people.map(({ id, name }) => [id, name] as const),
    ...projects.map(({ id, slug }) => [id, slug] as const),
  ]);
  const nameOf = (id: string | null): string => (id === null ? '' : (names.get(id) ?? id));
  return rows.map(({ seq, at, projectId, personId, action, subject, address, hash }) => ({
    entry: {
      seq: Number(seq),
      at: at.toISOString(),
      project: nameOf(projectId),
      person: nameOf(personId),
      action,
      subject: toldSubject(subject, nameOf),
      address,
    },
    hash,
  }));
}

/** The person to whom something was done: a role given, a member removed, a link for a new password. */
const personIn = (subject: unknown): string | null =>
  isRecord(subject) && typeof subject.person === 'string' ? subject.person : null;

function toldSubject(subject: unknown, nameOf: (id: string | null) => string): Record<string, unknown> {
  if (!isRecord(subject)) return {};
  const person = personIn(subject);
  return person === null ? subject : { ...subject, person: nameOf(person) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The log as lines of JSON, oldest page last; one page in memory at a time. `hash` is the SHA-256 of `hashed`, in
 * UTF-8: a JSON array of the hash of the row before and all that is stored of this one, so the file can be checked
 * without us. Rows that are in another's part of the log are missing from it, not from the chain.
 */
export async function* exportAudit(scope: Scope): AsyncGenerator<string> {
  for (let before: number | undefined; ; ) {
    const rows = await readRows(scope, before);
    const texts = await auditTexts(
      control(),
      rows.map(({ entry }) => entry.seq),
    );
    for (const { entry, hash } of rows) yield `${JSON.stringify({ ...entry, hash, hashed: texts.get(entry.seq) })}\n`;
    if (rows.length < page) return;
    before = rows.at(-1)?.entry.seq;
  }
}
