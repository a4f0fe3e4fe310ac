import { type Problem, type Result, refuse } from '#lib/contracts/problem.ts';
import type { TaskState, WipLimits } from '#lib/contracts/task.ts';

/** What a task's state means to people. */
export interface StateFacts {
  readonly label: string;
  /** Work is over: neither due nor counted as open. */
  readonly closed: boolean;
}

export const states: Readonly<Record<TaskState, StateFacts>> = {
  idea: { label: 'Idea', closed: false },
  ready: { label: 'Ready', closed: false },
  in_progress: { label: 'In progress', closed: false },
  checking: { label: 'Checking', closed: false },
  in_review: { label: 'In review', closed: false },
  changes_requested: { label: 'Changes requested', closed: false },
  accepted: { label: 'Accepted', closed: false },
  in_model: { label: 'In model', closed: true },
  pruned: { label: 'Pruned', closed: true },
};

/** What decides whether a task may go from one state to another. */
export interface Move {
  readonly from: TaskState;
  readonly to: TaskState;
  readonly assigneeId: string | null;
  readonly reviewerId: string | null;
  /** Who moves it. */
  readonly personId: string;
  /** How many people of the project may edit: alone, one reviews one's own work. */
  readonly editors: number;
  readonly limits: WipLimits;
  /** How many other tasks are in the state it goes to. */
  readonly there: number;
}

/**
 * Whether a task may change its state. Any step is allowed, forwards and back, but for these: a full
 * state takes no more; what is in progress has somebody who does it; a review has a reviewer who is
 * somebody else; nobody accepts their own work.
 */
export function mayMove(move: Move): Result<null> {
  if (move.from === move.to) return { ok: true, value: null };
  const fault = fullFault(move) ?? peopleFault(move);
  return fault ? refuse(fault) : { ok: true, value: null };
}

/** States whose tasks share a limit: changes are made inside the review. */
export const sharesLimit = (state: TaskState): TaskState => (state === 'changes_requested' ? 'in_review' : state);

function fullFault({ from, to, limits, there }: Move): Omit<Problem, 'severity'> | undefined {
  const shared = sharesLimit(to);
  const limit = limits[shared];
  if (limit === undefined || there < limit || sharesLimit(from) === shared) return undefined;
  return {
    code: 'task.full',
    message: `${states[shared].label} holds ${limit} at once and has ${there}.`,
    remedy: 'Finish or move one before taking another.',
  };
}

/** Whether a task whose people have changed may stay in its state. */
export function mayStay(
  { state, assigneeId, reviewerId }: Pick<Move, 'assigneeId' | 'reviewerId'> & { readonly state: TaskState },
  editors: number,
): Result<null> {
  const fault = staffFault({ to: state, assigneeId, reviewerId, editors });
  return fault ? refuse(fault) : { ok: true, value: null };
}

function peopleFault(move: Move): Omit<Problem, 'severity'> | undefined {
  if (move.to === 'accepted' && move.personId === move.assigneeId && move.editors > 1) {
    return {
      code: 'task.own_work',
      message: 'Nobody accepts their own work.',
      remedy: 'Ask the reviewer to accept it.',
    };
  }
  return staffFault(move);
}

function staffFault({
  to,
  assigneeId,
  reviewerId,
  editors,
}: Omit<Move, 'from' | 'personId' | 'limits' | 'there'>): Omit<Problem, 'severity'> | undefined {
  if (to === 'in_progress' && assigneeId === null) {
    return {
      code: 'task.nobody',
      message: 'A task in progress belongs to somebody.',
      remedy: 'Assign it, then start it.',
    };
  }
  if (to === 'in_review' && editors > 1 && (reviewerId === null || reviewerId === assigneeId)) {
    return {
      code: 'task.no_reviewer',
      message: 'A review needs a reviewer who did not do the work.',
      remedy: 'Choose a reviewer, then hand it over.',
    };
  }
  return undefined;
}

export const missingTask = {
  code: 'task.missing',
  message: 'There is no such task in this project.',
  remedy: 'Look for it on the board.',
} as const;
