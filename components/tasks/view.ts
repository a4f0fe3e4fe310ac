import type { ProjectView } from '#lib/contracts/api.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import type { TaskCard, TaskState } from '#lib/contracts/task.ts';
import { states } from '#lib/domain/task/states.ts';

/** What of the board is shown; it lives in the address, so that a link shows the same. */
export interface BoardView {
  readonly view: 'board' | 'list' | 'mine';
  readonly group: 'state' | 'person';
  /** Words of title, hypothesis, number or node. */
  readonly find: string;
  /** A person's id; `nobody` for tasks without one. */
  readonly person: string;
  readonly objective: string;
  /** The number of the open task. */
  readonly task: number | undefined;
}

export function readView(search: URLSearchParams): BoardView {
  const view = search.get('view');
  const number = Number(search.get('task'));
  return {
    view: view === 'list' || view === 'mine' ? view : 'board',
    group: search.get('group') === 'person' ? 'person' : 'state',
    find: search.get('find') ?? '',
    person: search.get('person') ?? '',
    objective: search.get('objective') ?? '',
    task: Number.isInteger(number) && number > 0 ? number : undefined,
  };
}

/** The address of a view; what is as usual is left out. */
export function viewSearch(view: BoardView): string {
  const search = new URLSearchParams();
  if (view.view !== 'board') search.set('view', view.view);
  if (view.group !== 'state') search.set('group', view.group);
  if (view.find !== '') search.set('find', view.find);
  if (view.person !== '') search.set('person', view.person);
  if (view.objective !== '') search.set('objective', view.objective);
  if (view.task !== undefined) search.set('task', String(view.task));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** The cards that a view's filters let through, in their order. */
export function shownTasks(tasks: readonly TaskCard[], view: BoardView, me: string): TaskCard[] {
  const words = view.find.trim().toLowerCase();
  return tasks.filter(
    (task) =>
      (words === '' || textOf(task).includes(words)) &&
      // My work is of one person already.
      (view.person === '' || view.view === 'mine' || (task.assignee?.id ?? 'nobody') === view.person) &&
      (view.objective === '' || task.objectiveId === view.objective) &&
      (view.view !== 'mine' || isMine(task, me)),
  );
}

/** Open work of a person: what they do, and what waits for their review. */
export const isMine = (task: TaskCard, me: string): boolean =>
  !states[task.state].closed && (task.assignee?.id === me || (task.reviewer?.id === me && task.state === 'in_review'));

const textOf = ({ number, title, hypothesis, links }: TaskCard): string =>
  `ft-${number} ${title} ${hypothesis} ${links.map(({ nodeId }) => nodeName(nodeId)).join(' ')}`.toLowerCase();

type Members = ProjectView['members'];

/** Who can do and review tasks. */
export const editorsOf = (members: Members): Members => members.filter(({ role }) => role !== 'viewer');

/** Open tasks that work on a node of some files. */
export function tasksOnFiles(
  tasks: readonly TaskCard[],
  nodes: readonly Pick<GraphNode, 'id' | 'path'>[],
  paths: readonly string[],
): TaskCard[] {
  const among = new Set(paths);
  const ids = new Set<string>(nodes.filter(({ path }) => among.has(path)).map(({ id }) => id));
  return tasks.filter(({ state, links }) => !states[state].closed && links.some(({ nodeId }) => ids.has(nodeId)));
}

/** `model.flights.fct_orders` → `fct_orders`. */
export const nodeName = (id: string): string => id.split('.').at(-1) ?? id;

/** Columns of the board by state: changes requested stands inside the review, the outer ones fold to strips. */
export const COLUMNS: readonly { readonly state: TaskState; readonly also?: TaskState; readonly strip: boolean }[] = [
  { state: 'idea', strip: true },
  { state: 'ready', strip: false },
  { state: 'in_progress', strip: false },
  { state: 'checking', strip: false },
  { state: 'in_review', also: 'changes_requested', strip: false },
  { state: 'accepted', strip: true },
  { state: 'in_model', strip: true },
  { state: 'pruned', strip: true },
];

/** A due date beside today: `today`, `27 Nov`, and whether it is over. */
export function dueWords(due: string, today: string): { readonly text: string; readonly over: boolean } {
  if (due === today) return { text: 'today', over: false };
  const day = new Date(`${due}T00:00:00`);
  const year = due.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const };
  return { text: day.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year }), over: due < today };
}

/** Today where the reader is, as `YYYY-MM-DD`. */
export const todayOf = (now: number): string => {
  const day = new Date(now);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};
