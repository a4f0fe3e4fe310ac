import type { ChecklistItem, TaskState } from '#lib/contracts/task.ts';

/** What a task says, as far as its history tells of it; null is nothing. */
export interface TaskValues {
  readonly title?: string;
  readonly hypothesis?: string;
  readonly state?: TaskState;
  readonly blockedBy?: string;
  readonly objectiveId?: string | null;
  readonly assigneeId?: string | null;
  readonly reviewerId?: string | null;
  readonly due?: string | null;
  readonly expectedLift?: number | null;
  readonly checklist?: readonly ChecklistItem[];
  readonly links?: readonly { readonly nodeId: string; readonly column: string }[];
}

export interface Change {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

const fields = [
  'title',
  'hypothesis',
  'state',
  'blockedBy',
  'objectiveId',
  'assigneeId',
  'reviewerId',
  'due',
  'expectedLift',
  'checklist',
  'links',
] as const satisfies readonly (keyof TaskValues)[];

/** What is different; a field that `after` does not name has not changed. */
export function changesOf(before: TaskValues, after: TaskValues): Change[] {
  return fields.flatMap((field) => {
    if (after[field] === undefined) return [];
    const [from, to] = [told(before[field]), told(after[field])];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }];
  });
}

/** Lists are told in their own order, and a checklist without the ids of its lines. */
function told(value: TaskValues[keyof TaskValues]): unknown {
  if (!Array.isArray(value)) return value ?? null;
  return value.map((each) =>
    'text' in each ? { text: each.text, done: each.done } : `${each.nodeId}${each.column ? `.${each.column}` : ''}`,
  );
}
