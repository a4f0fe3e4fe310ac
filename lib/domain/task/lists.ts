import { type Result, refuse } from '#lib/contracts/problem.ts';
import { type ChecklistEdit, type ChecklistItem, MOST_LISTED } from '#lib/contracts/task.ts';

/** A node, or one of its columns, as the control database names it. */
interface Link {
  readonly nodeId: string;
  readonly column: string;
}

interface Lists {
  readonly checklist: readonly ChecklistItem[];
  readonly links: readonly Link[];
}

interface ListEdits {
  readonly lines?: readonly ChecklistEdit[];
  readonly link?: Link;
  readonly unlink?: Link;
}

/** A task's lists as a change leaves them; those that it does not touch are absent. */
export function listsAfter({ checklist, links }: Lists, { lines, link, unlink }: ListEdits): Result<Partial<Lists>> {
  const after = {
    ...(lines ? { checklist: lines.reduce(lineChanged, checklist) } : {}),
    ...(link || unlink ? { links: linked(unlinked(links, unlink), link) } : {}),
  };
  const long = [after.checklist, after.links].some((list) => (list?.length ?? 0) > MOST_LISTED);
  return long ? refuse(tooLong) : { ok: true, value: after };
}

/** A line that somebody took away meanwhile stays away, whatever is changed of it. */
function lineChanged(items: readonly ChecklistItem[], edit: ChecklistEdit): readonly ChecklistItem[] {
  const { id, text, done, gone } = edit;
  if (gone) return items.filter((item) => item.id !== id);
  const found = items.find((item) => item.id === id);
  if (found)
    return items.map((item) => (item === found ? { id, text: text ?? item.text, done: done ?? item.done } : item));
  return text === undefined || done === undefined ? items : [...items, { id, text, done }];
}

const isSame = (one: Link, other: Link): boolean => one.nodeId === other.nodeId && one.column === other.column;

const unlinked = (links: readonly Link[], gone: Link | undefined): readonly Link[] =>
  gone ? links.filter((link) => !isSame(link, gone)) : links;

const linked = (links: readonly Link[], more: Link | undefined): readonly Link[] =>
  more && !links.some((link) => isSame(link, more)) ? [...links, more] : links;

const tooLong = {
  code: 'task.too_long',
  message: `A task has ${MOST_LISTED} lines and ${MOST_LISTED} links at most.`,
  remedy: 'Take something away first, or make another task.',
} as const;
