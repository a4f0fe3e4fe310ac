'use client';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { useLanguage } from '#components/language/use-language.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import type { TaskCard } from '#lib/contracts/task.ts';
import type { BoardActions } from './use-board.ts';

/** What starting a task has to know of it. */
type Startable = Pick<TaskCard, 'id' | 'revision' | 'links'>;

/** Starts a task: it becomes mine where it is nobody's, goes in progress, and all files that it works on open. */
export function useStart(actions: BoardActions): (task: Startable) => void {
  const { fileHref } = useProject();
  const { graph } = useLanguage();
  // A project that was still being read at the click may be read by the answer.
  const latest = useRef(graph);
  latest.current = graph;
  const router = useRouter();
  const start = async (task: Startable): Promise<void> => {
    if (!(await actions.move(task, { state: 'in_progress', take: true }))) return;
    const nodes = task.links.flatMap(({ nodeId }) => latest.current?.nodes.find(({ id }) => id === nodeId) ?? []);
    const [first, ...others] = nodes;
    const also = new Set(others.map(({ path }) => `&also=${encodeURIComponent(path)}`));
    if (first) router.push(`${fileHref(first.path, first.line)}${[...also].join('')}`);
  };
  return (task) => void start(task);
}
