import { z } from 'zod';
import { type Answer, person } from './api.ts';
import { nodeId } from './ids.ts';

/** Feature tasks: what travels between the board, the task page, the inbox and `web`. */

/** In the order of the board. */
export const taskState = z.enum([
  'idea',
  'ready',
  'in_progress',
  'checking',
  'in_review',
  'changes_requested',
  'accepted',
  'in_model',
  'pruned',
]);
export type TaskState = z.infer<typeof taskState>;

/** Limits by state; a state that is not named has none. */
export const wipLimits = z.partialRecord(taskState, z.number().int().min(1).max(99).optional());
export type WipLimits = z.infer<typeof wipLimits>;

/** A node a task works on, or with `column` one of its columns. */
export const taskLink = z.object({ nodeId, column: z.string().max(200).default('') });
export type TaskLink = z.infer<typeof taskLink>;

export const checklistItem = z.object({
  id: z.string().min(1).max(40),
  text: z.string().max(300),
  done: z.boolean(),
});
export type ChecklistItem = z.infer<typeof checklistItem>;
export const MOST_LISTED = 100;

/** What happens to one line: another text, done or not, gone; an id that the list has not is a new line. */
export const checklistEdit = checklistItem
  .partial({ text: true, done: true })
  .extend({ gone: z.literal(true).optional() });
export type ChecklistEdit = z.infer<typeof checklistEdit>;

/** What a project predicts and how it is judged; its tasks work towards it. */
export const objective = z.object({
  id: z.string(),
  name: z.string(),
  target: z.string(),
  grain: z.string(),
  asOfColumn: z.string().optional(),
  metric: z.string(),
  /** The training node whose score is the objective's. */
  nodeId: nodeId.optional(),
});
export type Objective = z.infer<typeof objective>;

/** A card of the board. */
export const taskCard = z.object({
  id: z.string(),
  /** Counts within the project: FT-23. */
  number: z.number().int(),
  title: z.string(),
  hypothesis: z.string(),
  state: taskState,
  /** Empty is not blocked. */
  blockedBy: z.string(),
  /** Orders the cards of a state, smallest first. */
  position: z.number(),
  revision: z.number().int(),
  objectiveId: z.string().optional(),
  assignee: person.optional(),
  reviewer: person.optional(),
  /** `YYYY-MM-DD` */
  due: z.string().optional(),
  expectedLift: z.number().optional(),
  checklist: z.object({ done: z.number().int(), of: z.number().int() }),
  links: z.array(taskLink),
  comments: z.number().int(),
  updatedAt: z.string(),
});
export type TaskCard = z.infer<typeof taskCard>;

/** GET /api/projects/:id/tasks */
export const taskBoard = z.object({
  tasks: z.array(taskCard),
  objectives: z.array(objective),
  wipLimits,
});
export type TaskBoard = z.infer<typeof taskBoard>;

/** A comment on a task, a node, a column or a line. Its text is Markdown, never HTML. */
export const comment = z.object({
  id: z.string(),
  parentId: z.string().optional(),
  by: person,
  /** Empty where it was deleted. */
  text: z.string(),
  mentions: z.array(person),
  at: z.string(),
  editedAt: z.string().optional(),
  resolvedAt: z.string().optional(),
  deleted: z.boolean(),
});
export type Comment = z.infer<typeof comment>;

/** A change of one field, as the history shows it. */
export const taskChange = z.object({
  id: z.string(),
  by: person,
  at: z.string(),
  field: z.string(),
  from: z.unknown(),
  to: z.unknown(),
});
export type TaskChange = z.infer<typeof taskChange>;

/** GET /api/projects/:id/tasks/:number */
export const taskDetail = taskCard.omit({ checklist: true }).extend({
  checklist: z.array(checklistItem),
  creator: person,
  createdAt: z.string(),
  discussion: z.array(comment),
  history: z.array(taskChange),
  /** Everyone that the history names, also those who have left. */
  people: z.array(person),
});
export type TaskDetail = z.infer<typeof taskDetail>;

const blank = /^[\p{C}\p{Z}\s]*$/u;
/** One line that says something: control characters and marks that turn the direction of text are not of it. */
const line = (what: string, most: number) =>
  z
    .string()
    .transform((text) => text.replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim())
    .refine((text) => !blank.test(text), `Write ${what}.`)
    .refine((text) => text.length <= most, `${capital(what)} has ${most} characters at most.`);
const prose = (most: number) =>
  z
    .string()
    .max(most, `This holds ${most.toLocaleString('en-US')} characters at most.`)
    .transform((text) => text.replace(/\r\n?/g, '\n').replace(/[\p{Cc}--[\n\t]]/gv, ''));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A day a person can mean: not before this project's kind existed, not beyond a plan. */
const dueDate = z.iso
  .date('Write a date as 2026-12-31.')
  .refine((day) => day >= '2000-01-01' && day <= '2099-12-31', 'A due date lies between 2000 and 2099.');

export const commentText = prose(20_000).refine((text) => !blank.test(text), 'Write something.');

/** What a person may set of a task; absent stays as it is, null takes away. */
export const taskFields = z.object({
  title: line('a title', 200).optional(),
  hypothesis: prose(20_000).optional(),
  blockedBy: z
    .string()
    .max(80, 'Say it in 80 characters.')
    .transform((text) => text.replace(/\p{Cc}+/gu, ' ').trim())
    .optional(),
  objectiveId: z.string().max(200).nullable().optional(),
  assigneeId: z.string().max(200).nullable().optional(),
  reviewerId: z.string().max(200).nullable().optional(),
  due: dueDate.nullable().optional(),
  expectedLift: z.number().min(-1_000_000).max(1_000_000).nullable().optional(),
  // Lists change by the line: whole, the later of two people would undo what the first has done.
  lines: z.array(checklistEdit).max(MOST_LISTED).optional(),
  link: taskLink.optional(),
  unlink: taskLink.optional(),
});
export type TaskFields = z.infer<typeof taskFields>;

export const newTask = taskFields.omit({ lines: true, link: true, unlink: true }).extend({
  title: line('a title', 200),
  state: taskState.default('idea'),
  links: z.array(taskLink).max(MOST_LISTED).optional(),
});
export type NewTask = z.infer<typeof newTask>;

/** A card put between two others of a state; absent is the top, or the foot, of the column. */
export const taskMove = z.object({
  taskId: z.string().max(200),
  /** The revision the person saw: a card that has changed since is not moved. */
  revision: z.number().int(),
  state: taskState,
  after: z.string().max(200).optional(),
  before: z.string().max(200).optional(),
  /** A task that is nobody's becomes theirs who move it. */
  take: z.boolean().optional(),
});
export type TaskMove = z.infer<typeof taskMove>;

export const objectiveFields = z.object({
  name: line('a name', 100),
  target: z.string().trim().max(200).default(''),
  grain: z.string().trim().max(200).default(''),
  asOfColumn: z.string().trim().max(200).optional(),
  metric: z.string().trim().max(100).default(''),
  nodeId: nodeId.optional(),
});
export type ObjectiveFields = z.infer<typeof objectiveFields>;

/** Why something is in an inbox. */
export const inboxKind = z.enum(['assigned', 'review_wanted', 'mentioned', 'changed', 'commented', 'run_failed']);
export type InboxKind = z.infer<typeof inboxKind>;

/** GET /api/inbox → InboxItem[], newest first, of all projects. */
export const inboxItem = z.object({
  id: z.string(),
  kind: inboxKind,
  project: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  by: person.optional(),
  task: z.object({ number: z.number().int(), title: z.string() }).optional(),
  run: z.object({ number: z.number().int() }).optional(),
  /** The comment's first words, or what changed. */
  text: z.string(),
  at: z.string(),
  read: z.boolean(),
});
export type InboxItem = z.infer<typeof inboxItem>;
export const inbox = z.object({ items: z.array(inboxItem), unread: z.number().int() });
export type Inbox = z.infer<typeof inbox>;

/** Server actions a screen of tasks gets as props; each tells every open page of the project. */
export interface TaskActions {
  readonly createTask: (request: {
    projectId: string;
    task: z.input<typeof newTask>;
  }) => Promise<Answer<{ number: number }>>;
  readonly changeTask: (request: {
    projectId: string;
    taskId: string;
    fields: z.input<typeof taskFields>;
  }) => Promise<Answer<null>>;
  readonly moveTask: (request: { projectId: string; move: TaskMove }) => Promise<Answer<null>>;
  readonly addComment: (request: {
    projectId: string;
    taskId: string;
    parentId?: string;
    text: string;
  }) => Promise<Answer<{ commentId: string }>>;
  readonly editComment: (request: { projectId: string; commentId: string; text: string }) => Promise<Answer<null>>;
  readonly deleteComment: (request: { projectId: string; commentId: string }) => Promise<Answer<null>>;
  readonly resolveComment: (request: {
    projectId: string;
    commentId: string;
    resolved: boolean;
  }) => Promise<Answer<null>>;
  readonly createObjective: (request: {
    projectId: string;
    objective: z.input<typeof objectiveFields>;
  }) => Promise<Answer<{ objectiveId: string }>>;
  readonly changeObjective: (request: {
    projectId: string;
    objectiveId: string;
    objective: z.input<typeof objectiveFields>;
  }) => Promise<Answer<null>>;
  readonly setWipLimits: (request: { projectId: string; limits: WipLimits }) => Promise<Answer<null>>;
  readonly markInboxRead: (request: { ids?: string[] }) => Promise<Answer<null>>;
}
