'use client';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ProjectActions, ProjectView } from '#lib/contracts/api.ts';
import type { FileActions } from '#lib/contracts/file.ts';
import type { TaskActions } from '#lib/contracts/task.ts';

/** The open project as its screens see it. */
export interface ProjectScope {
  readonly project: ProjectView;
  readonly actions: ProjectActions;
  readonly files: FileActions;
  readonly tasks: TaskActions;
  /** Owners and editors write and run; viewers read. */
  readonly mayEdit: boolean;
  /** Address of a screen: `href('graph')`, `href('runs/12')`, `href('')` for the workbench. */
  readonly href: (screen: string) => string;
  readonly fileHref: (path: string, line?: number) => string;
}

const Context = createContext<ProjectScope | null>(null);

export function ProjectProvider({
  project,
  actions,
  files,
  tasks,
  children,
}: {
  readonly project: ProjectView;
  readonly actions: ProjectActions;
  readonly files: FileActions;
  readonly tasks: TaskActions;
  readonly children: ReactNode;
}) {
  const scope = useMemo<ProjectScope>(() => {
    const base = `/p/${project.slug}`;
    return {
      project,
      actions,
      files,
      tasks,
      mayEdit: project.role !== 'viewer',
      href: (screen) => (screen === '' ? base : `${base}/${screen}`),
      fileHref: (path, line) => `${base}?file=${encodeURIComponent(path)}${line ? `&line=${line}` : ''}`,
    };
  }, [project, actions, files, tasks]);
  return <Context value={scope}>{children}</Context>;
}

/**
 * The project around.
 * @throws outside a ProjectProvider
 */
export function useProject(): ProjectScope {
  const scope = useContext(Context);
  if (!scope) throw new Error('useProject needs a ProjectProvider above it.');
  return scope;
}
