import type { Access } from '#lib/access/access.ts';
import { nodeId } from '#lib/contracts/ids.ts';
import { checklistItem, type Objective, type TaskBoard, type TaskCard, wipLimits } from '#lib/contracts/task.ts';
import { control, type Prisma } from '#lib/db/control/client.ts';
import { personOf } from './people-store.ts';

/** What a card is made of. */
export const cardInclude = {
  assignee: true,
  reviewer: true,
  links: { orderBy: [{ nodeId: 'asc' }, { column: 'asc' }] },
  _count: { select: { comments: { where: { deletedAt: null } } } },
} satisfies Prisma.FeatureTaskInclude;

type CardRow = Prisma.FeatureTaskGetPayload<{ include: typeof cardInclude }>;
export const checklistOf = (row: CardRow) => checklistItem.array().parse(row.checklist);

/** Everything of a row that card and task page share. */
export function factsOf(row: CardRow): Omit<TaskCard, 'checklist'> {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    hypothesis: row.hypothesis,
    state: row.state,
    blockedBy: row.blockedBy,
    position: row.position,
    revision: row.revision,
    objectiveId: row.objectiveId ?? undefined,
    assignee: row.assignee ? personOf(row.assignee) : undefined,
    reviewer: row.reviewer ? personOf(row.reviewer) : undefined,
    due: row.due?.toISOString().slice(0, 10),
    expectedLift: row.expectedLift ?? undefined,
    links: row.links.map((link) => ({ nodeId: nodeId.parse(link.nodeId), column: link.column })),
    comments: row._count.comments,
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function cardOf(row: CardRow): TaskCard {
  const checklist = checklistOf(row);
  return { ...factsOf(row), checklist: { done: checklist.filter(({ done }) => done).length, of: checklist.length } };
}

/** The board of a project: every task, in the order of its columns. */
export async function readBoard(access: Access): Promise<TaskBoard> {
  const { id: projectId } = access.project;
  const [rows, objectives, project] = await Promise.all([
    control().featureTask.findMany({
      where: { projectId },
      include: cardInclude,
      orderBy: [{ position: 'asc' }, { number: 'asc' }],
    }),
    control().objective.findMany({ where: { projectId }, orderBy: { createdAt: 'asc' } }),
    control().project.findUniqueOrThrow({ where: { id: projectId }, select: { wipLimits: true } }),
  ]);
  return {
    tasks: rows.map(cardOf),
    objectives: objectives.map(objectiveOf),
    wipLimits: wipLimits.parse(project.wipLimits),
  };
}

interface ObjectiveRow extends Omit<Objective, 'asOfColumn' | 'nodeId'> {
  readonly asOfColumn: string | null;
  readonly nodeId: string | null;
}

export const objectiveOf = ({
  id,
  name,
  target,
  grain,
  asOfColumn,
  metric,
  nodeId: node,
}: ObjectiveRow): Objective => ({
  id,
  name,
  target,
  grain,
  metric,
  asOfColumn: asOfColumn ?? undefined,
  nodeId: node === null ? undefined : nodeId.parse(node),
});
