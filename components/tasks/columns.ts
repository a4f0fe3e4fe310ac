import type { Person } from '#lib/contracts/api.ts';
import type { TaskCard, TaskState, WipLimits } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';
import type { Drop } from './use-board.ts';
import { COLUMNS } from './view.ts';

/** Cards of one state inside a column. */
export interface Group {
  readonly state: TaskState;
  /** Whether it says its name: the column's own state does not. */
  readonly head: boolean;
  readonly tasks: readonly TaskCard[];
}

export interface Column {
  readonly id: string;
  readonly label: string;
  /** Of a column by state. */
  readonly state?: TaskState;
  /** Of a column by person; an id of null is nobody's. */
  readonly person?: { readonly id: string | null; readonly person: Person | undefined };
  readonly groups: readonly Group[];
  readonly count: number;
  readonly limit?: number;
  readonly full: boolean;
  readonly strip: boolean;
}

/** The columns of the board, by state or by person. @param people who has a column, with a task or without */
export function boardColumns(
  tasks: readonly TaskCard[],
  limits: WipLimits,
  group: 'state' | 'person',
  people: readonly Person[],
): Column[] {
  return group === 'state' ? byState(tasks, limits) : byPerson(tasks, people);
}

function byState(tasks: readonly TaskCard[], limits: WipLimits): Column[] {
  return COLUMNS.map(({ state, also, strip }) => {
    const own = tasks.filter((task) => task.state === state);
    const more = also ? tasks.filter((task) => task.state === also) : [];
    const groups: Group[] = [{ state, head: false, tasks: own }];
    if (also) groups.push({ state: also, head: true, tasks: more });
    const count = own.length + more.length;
    const limit = limits[state];
    return {
      id: state,
      label: states[state].label,
      state,
      groups: groups.filter((each) => !each.head || each.tasks.length > 0),
      count,
      limit,
      full: limit !== undefined && count >= limit,
      strip,
    };
  });
}

const OPEN = COLUMNS.flatMap(({ state, also }) => (also ? [state, also] : [state])).filter(
  (state) => !states[state].closed,
);

function byPerson(tasks: readonly TaskCard[], people: readonly Person[]): Column[] {
  const columns = new Map<string | null, Person | undefined>([[null, undefined]]);
  for (const person of people) columns.set(person.id, person);
  // Who has left may still have work.
  for (const { assignee, state } of tasks) if (assignee && !states[state].closed) columns.set(assignee.id, assignee);
  return [...columns].map(([id, person]) => {
    const mine = tasks.filter((task) => (task.assignee?.id ?? null) === id && !states[task.state].closed);
    const groups = OPEN.map((state) => ({ state, head: true, tasks: mine.filter((task) => task.state === state) }));
    const filled = groups.filter((group) => group.tasks.length > 0);
    return {
      id: id ?? 'nobody',
      label: person?.name ?? 'Nobody',
      person: { id, person },
      // A card can be put where there is none yet.
      groups: filled.length > 0 ? filled : [{ state: 'ready', head: false, tasks: [] }],
      count: mine.length,
      full: false,
      strip: false,
    };
  });
}

export type Step =
  | { readonly type: 'focus'; readonly number: number }
  | { readonly type: 'move'; readonly drop: Drop }
  | { readonly type: 'assign'; readonly personId: string | null };

/** What a key does on a card: arrows walk, ⇧arrows move it. */
export function stepTo(
  columns: readonly Column[],
  column: Column,
  task: TaskCard,
  key: string,
  shift: boolean,
): Step | undefined {
  const sideways = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
  const along = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
  if (sideways === 0 && along === 0) return undefined;
  if (shift && sideways === 0) return reorder(column, task, along);
  if (shift) return column.person ? changePerson(columns, column, sideways) : changeState(task, sideways);
  return sideways === 0 ? walk(column, task, along) : walkSideways(columns, column, task, sideways);
}

const cardsOf = (column: Column): readonly TaskCard[] => column.groups.flatMap((group) => group.tasks);

function walk(column: Column, task: TaskCard, by: number): Step | undefined {
  const cards = cardsOf(column);
  const next = cards[cards.findIndex(({ id }) => id === task.id) + by];
  return next && { type: 'focus', number: next.number };
}

function walkSideways(columns: readonly Column[], column: Column, task: TaskCard, by: number): Step | undefined {
  const row = cardsOf(column).findIndex(({ id }) => id === task.id);
  for (let at = columns.indexOf(column) + by; columns[at] !== undefined; at += by) {
    const next = columns[at];
    const cards = next ? cardsOf(next) : [];
    const card = cards[Math.min(row, cards.length - 1)];
    if (card) return { type: 'focus', number: card.number };
  }
  return undefined;
}

function reorder(column: Column, task: TaskCard, by: number): Step | undefined {
  const cards = column.groups.find((group) => group.state === task.state)?.tasks ?? [];
  const at = cards.findIndex(({ id }) => id === task.id);
  if (by < 0 ? at === 0 : at === cards.length - 1) return undefined;
  const before = by < 0 ? cards[at - 1] : cards[at + 2];
  return { type: 'move', drop: { state: task.state, before: before?.id } };
}

const ORDER = COLUMNS.flatMap(({ state, also }) => (also ? [state, also] : [state]));

function changePerson(columns: readonly Column[], column: Column, by: number): Step | undefined {
  const next = columns[columns.indexOf(column) + by]?.person;
  return next && { type: 'assign', personId: next.id };
}

function changeState(task: TaskCard, by: number): Step | undefined {
  const state = ORDER[ORDER.indexOf(task.state) + by];
  return state && { type: 'move', drop: { state } };
}
