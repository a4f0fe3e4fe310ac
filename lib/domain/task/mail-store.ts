import { inboxKind } from '#lib/contracts/task.ts';
import { control } from '#lib/db/control/client.ts';
import { inboxSubject } from './inbox-store.ts';
import { type MailFacts, mailText } from './mail.ts';

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * The letter of an inbox item; undefined where there is none to send: the item is gone or was read,
 * or the person has left.
 * @param address where people reach Insitu, without a slash at its end
 */
export async function letterOf(inboxItemId: string, address: string): Promise<Letter | undefined> {
  const item = await control().inboxItem.findUnique({
    where: { id: inboxItemId },
    include: { person: true, project: { include: { memberships: { select: { personId: true } } } } },
  });
  if (!item || item.readAt || item.person.disabledAt) return undefined;
  if (!item.project.memberships.some(({ personId }) => personId === item.personId)) return undefined;
  const { byId, task, run, text } = inboxSubject.parse(item.subject);
  const by = byId && (await control().person.findUnique({ where: { id: byId }, select: { name: true } }));
  const facts: MailFacts = {
    kind: inboxKind.parse(item.kind),
    project: { name: item.project.name, slug: item.project.slug },
    by: by ? by.name : undefined,
    task,
    run,
    text,
  };
  return { to: item.person.email, ...mailText(facts, address) };
}
