'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { useRefusal } from '#components/ui/index.ts';
import { boardQuery, keys } from '#lib/client/queries.ts';
import type { Answer, Person } from '#lib/contracts/api.ts';
import type { TaskActions, TaskBoard, TaskCard, TaskState } from '#lib/contracts/task.ts';
import { between } from '#lib/domain/task/position.ts';

type Fields = Parameters<TaskActions['changeTask']>[0]['fields'];
type NewTask = Parameters<TaskActions['createTask']>[0]['task'];

/** Where a card is put: into a state, before another card or at its foot. */
export interface Drop {
  readonly state: TaskState;
  readonly before?: string;
  /** Where it is nobody's, it becomes mine. */
  readonly take?: boolean;
}

export interface BoardActions {
  readonly create: (task: NewTask) => Promise<number | undefined>;
  readonly change: (taskId: string, fields: Fields) => Promise<boolean>;
  /** Gives it to a person, or to nobody; drawn at once as a move is. */
  readonly assign: (task: Pick<TaskCard, 'id'>, personId: string | null) => Promise<boolean>;
  /** Takes the revision that the person saw. */
  readonly move: (task: Pick<TaskCard, 'id' | 'revision'>, drop: Drop) => Promise<boolean>;
  /** Runs any other action on tasks; says what was refused, and reads the tasks again. */
  readonly act: <T>(work: Promise<Answer<T>>) => Promise<T | undefined>;
}

/** The tasks of the project, and what can be done with them. A move is drawn at once and put right by the answer. */
export function useBoard() {
  const { project } = useProject();
  const query = useQuery(boardQuery(project.id));
  return { ...query, actions: useBoardActions() };
}

export function useBoardActions(): BoardActions {
  const { project, tasks } = useProject();
  const cache = useQueryClient();
  const refused = useRefusal();
  const act = useCallback(
    async <T>(work: Promise<Answer<T>>): Promise<T | undefined> => {
      const answer = await work.catch((error: unknown) => ({ ok: false as const, problem: problemOf(error) }));
      if (!answer.ok) refused(answer.problem);
      await cache.invalidateQueries({ queryKey: keys.part(project.id, 'tasks') });
      return answer.ok ? answer.value : undefined;
    },
    [cache, project.id, refused],
  );
  return useMemo(() => {
    const projectId = project.id;
    const { queryKey } = boardQuery(projectId);
    return {
      act,
      create: async (task) => (await act(tasks.createTask({ projectId, task })))?.number,
      change: async (taskId, fields) => (await act(tasks.changeTask({ projectId, taskId, fields }))) !== undefined,
      assign: async (task, assigneeId) => {
        const assignee = project.members.find(({ id }) => id === assigneeId);
        cache.setQueryData(queryKey, (board) => board && assigned(board, task.id, assignee));
        return (await act(tasks.changeTask({ projectId, taskId: task.id, fields: { assigneeId } }))) !== undefined;
      },
      move: async (task, { state, before, take }) => {
        const after = beforeOf(cache.getQueryData(queryKey), task, { state, before });
        cache.setQueryData(queryKey, (board) => board && moved(board, task.id, state, after?.position, before));
        const move = { taskId: task.id, revision: task.revision, state, before, after: after?.id, take };
        return (await act(tasks.moveTask({ projectId, move }))) !== undefined;
      },
    };
  }, [act, cache, project.id, project.members, tasks]);
}

/** The card that comes just before the place, without the one that is moved. */
function beforeOf(
  board: TaskBoard | undefined,
  task: Pick<TaskCard, 'id'>,
  { state, before }: Drop,
): TaskCard | undefined {
  const column = (board?.tasks ?? []).filter((each) => each.state === state && each.id !== task.id);
  const at = before === undefined ? column.length : column.findIndex(({ id }) => id === before);
  return column[(at < 0 ? column.length : at) - 1];
}

const assigned = (board: TaskBoard, id: string, assignee: Person | undefined): TaskBoard => ({
  ...board,
  tasks: board.tasks.map((task) => (task.id === id ? { ...task, assignee, revision: task.revision + 1 } : task)),
});

function moved(board: TaskBoard, id: string, state: TaskState, low: number | undefined, before?: string): TaskBoard {
  const high = before === undefined ? undefined : board.tasks.find((each) => each.id === before)?.position;
  const position = between(low, high) ?? low ?? 0;
  // The move counts at once: the next one of the same person is made from it.
  const change = (task: TaskCard) => ({ ...task, state, position, revision: task.revision + 1 });
  const tasks = board.tasks.map((task) => (task.id === id ? change(task) : task));
  return { ...board, tasks: tasks.toSorted((a, b) => a.position - b.position || a.number - b.number) };
}
