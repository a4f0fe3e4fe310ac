'use client';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { DocumentsProvider } from '#components/editor/documents.tsx';
import { PresenceProvider } from '#components/editor/presence.tsx';
import { ProjectEditsProvider } from '#components/editor/use-project-edits.tsx';
import { LanguageProvider } from '#components/language/use-language.tsx';
import type { ProjectActions, ProjectFile, ProjectView } from '#lib/contracts/api.ts';
import type { FileActions } from '#lib/contracts/file.ts';
import type { TaskActions } from '#lib/contracts/task.ts';
import { AccountProvider } from './account-context.tsx';
import { PreferencesProvider } from './preferences.tsx';
import { ProjectProvider } from './project-context.tsx';
import { FilesProvider, useFiles } from './project-files.tsx';

/** Everything the screens of one project share; it stays while one moves between them. */
export function ProjectFrame({
  project,
  tree,
  actions,
  files,
  tasks,
  signOut,
  children,
}: {
  readonly project: ProjectView;
  /** The files as they were when the page was made, without their texts. */
  readonly tree: readonly ProjectFile[] | undefined;
  readonly actions: ProjectActions;
  readonly files: FileActions;
  readonly tasks: TaskActions;
  readonly signOut: () => Promise<unknown>;
  readonly children: ReactNode;
}) {
  const leave = useCallback(async () => {
    await signOut();
  }, [signOut]);
  return (
    <AccountProvider signOut={leave}>
      <ProjectProvider project={project} actions={actions} files={files} tasks={tasks}>
        <PreferencesProvider>
          <FilesProvider tree={tree}>
            <ProjectLanguage project={project}>
              <DocumentsProvider>
                <ProjectEditsProvider>
                  <PresenceProvider>{children}</PresenceProvider>
                </ProjectEditsProvider>
              </DocumentsProvider>
            </ProjectLanguage>
          </FilesProvider>
        </PreferencesProvider>
      </ProjectProvider>
    </AccountProvider>
  );
}

function ProjectLanguage({ project, children }: { readonly project: ProjectView; readonly children: ReactNode }) {
  const { files, complete } = useFiles();
  // A page drawn anew hands the same target as a new object; the worker must not start again for it.
  const [target] = useState(project.target);
  const first = useFirst(files, complete);
  return (
    <LanguageProvider files={first} target={target}>
      {children}
    </LanguageProvider>
  );
}

/** The files as they first came: later changes go to the worker one by one, which would otherwise start anew. */
function useFirst(
  files: readonly ProjectFile[],
  complete: boolean,
): readonly { path: string; text: string }[] | undefined {
  const first = useRef<readonly { path: string; text: string }[]>(undefined);
  if (!first.current && complete) first.current = files.map(({ path, text }) => ({ path, text: text ?? '' }));
  return first.current;
}
