import type { Access } from '#lib/access/access.ts';
import type { AuditEntry, AuditPage } from '#lib/contracts/people.ts';
import { brokenAuditEntries } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';

const page = 200;

/** What was done in a project, newest first, and whether the log is whole. */
export async function readAudit(access: Access, before?: number): Promise<AuditPage> {
  const entries = await readEntries(access, before);
  // Looked at with the first page alone: it reads the whole log.
  const broken = before === undefined ? await brokenAuditEntries(control()) : [];
  return { entries, intact: broken.length === 0 };
}

async function readEntries(access: Access, before: number | undefined): Promise<AuditEntry[]> {
  const rows = await control().auditEntry.findMany({
    where: { projectId: access.project.id, ...(before === undefined ? {} : { seq: { lt: before } }) },
    orderBy: { seq: 'desc' },
    take: page,
  });
  const ids = rows.flatMap(({ personId }) => personId ?? []);
  const people = await control().person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map(({ seq, at, personId, action, subject, address }) => ({
    seq: Number(seq),
    at: at.toISOString(),
    person: personId === null ? '' : (names.get(personId) ?? personId),
    action,
    subject: isRecord(subject) ? subject : {},
    address,
  }));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The project's whole log as lines of JSON, oldest page last; one page in memory at a time. */
export async function* exportAudit(access: Access): AsyncGenerator<string> {
  for (let before: number | undefined; ; ) {
    const entries = await readEntries(access, before);
    for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
    if (entries.length < page) return;
    before = entries.at(-1)?.seq;
  }
}
