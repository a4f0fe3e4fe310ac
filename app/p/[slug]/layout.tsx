import type { ReactNode } from 'react';
import { ProjectFrame } from '#components/shell/project-frame.tsx';
import { pageProject, pageTree } from '../../_server/session.ts';
import { signOut } from '../../actions.ts';
import * as actions from './actions.ts';
import * as fileActions from './file-actions.ts';
import * as taskActions from './task-actions.ts';

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
  readonly children: ReactNode;
}

export async function generateMetadata({ params }: Props) {
  const project = await pageProject((await params).slug);
  return { title: { default: project.name, template: `%s · ${project.name} · Insitu` } };
}

/** Authorises once and hands the project to every screen of it. */
export default async function Layout({ params, children }: Props) {
  const { slug } = await params;
  const project = await pageProject(slug);
  const { startRun, cancelRun, retryRun, saveVersion, savePreferences } = actions;
  const { createFile, moveFiles, deleteFiles, restoreFiles } = fileActions;
  const tasks = {
    createTask: taskActions.createTask,
    changeTask: taskActions.changeTask,
    moveTask: taskActions.moveTask,
    addComment: taskActions.addComment,
    editComment: taskActions.editComment,
    deleteComment: taskActions.deleteComment,
    resolveComment: taskActions.resolveComment,
    createObjective: taskActions.createObjective,
    changeObjective: taskActions.changeObjective,
    setWipLimits: taskActions.setWipLimits,
    markInboxRead: taskActions.markInboxRead,
  };
  return (
    <ProjectFrame
      key={project.id}
      project={project}
      tree={await pageTree(slug)}
      actions={{ startRun, cancelRun, retryRun, saveVersion, savePreferences }}
      files={{ createFile, moveFiles, deleteFiles, restoreFiles }}
      tasks={tasks}
      signOut={signOut}
    >
      {children}
    </ProjectFrame>
  );
}
