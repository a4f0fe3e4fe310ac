'use client';
import { useRouter } from 'next/navigation';
import { useLanguage } from '#components/language/use-language.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import type { TaskDetail } from '#lib/contracts/task.ts';
import type { BoardActions } from './use-board.ts';

/** Starts a task: it becomes mine where it is nobody's, goes in progress, and what it works on opens. */
export function useStart(actions: BoardActions): (task: TaskDetail) => void {
  const { project, fileHref } = useProject();
  const { graph } = useLanguage();
  const router = useRouter();
  const start = async (task: TaskDetail): Promise<void> => {
    const nobodys = task.assignee === undefined;
    if (nobodys && !(await actions.change(task.id, { assigneeId: project.me.id }))) return;
    const revision = task.revision + (nobodys ? 1 : 0);
    if (!(await actions.move({ id: task.id, revision }, { state: 'in_progress' }))) return;
    const node = graph?.nodes.find(({ id }) => task.links.some(({ nodeId }) => nodeId === id));
    if (node) router.push(fileHref(node.path, node.line));
  };
  return (task) => void start(task);
}
