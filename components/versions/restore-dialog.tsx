'use client';
import { useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { Button, Dialog, useRefusal, useToast } from '#components/ui/index.ts';
import type { VersionActions } from '#lib/contracts/version.ts';
import styles from './versions.module.css';

/** Asks whether one file or all of a version come back. */
export function RestoreDialog({
  number,
  file,
  files,
  restoreVersion,
  onClose,
  onDone,
}: VersionActions & {
  readonly number: number;
  readonly file: string | undefined;
  readonly files: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { project } = useProject();
  const toast = useToast();
  const refused = useRefusal();
  const [all, setAll] = useState(file === undefined);
  const [busy, setBusy] = useState(false);
  const restore = async () => {
    setBusy(true);
    const request = { projectId: project.id, branchId: project.branch.id, number, path: all ? undefined : file };
    const answer = await restoreVersion(request).catch((error: unknown) => ({
      ok: false as const,
      problem: problemOf(error),
    }));
    setBusy(false);
    if (!answer.ok) return refused(answer.problem);
    toast({ text: `Version ${number} is back, as version ${answer.value.number}.` });
    onClose();
    onDone();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Restore from version ${number}`}
      description="Makes a new version. What is there stays a version too, and people who are writing see it as an edit that can be undone."
      actions={
        <>
          <Button variant="ghost" onClick={onClose}>
            Not now
          </Button>
          <Button variant="primary" loading={busy} onClick={() => void restore()}>
            {all ? 'Restore all' : 'Restore one file'}
          </Button>
        </>
      }
    >
      <div className={styles.choices} role="radiogroup" aria-label="What comes back">
        {file !== undefined && (
          <label>
            <input type="radio" name="what" checked={!all} onChange={() => setAll(false)} />
            <code>{file}</code>
          </label>
        )}
        <label>
          <input type="radio" name="what" checked={all} onChange={() => setAll(true)} />
          Everything{files > 0 ? `: ${files} ${files === 1 ? 'file differs' : 'files differ'} here` : ''}
        </label>
      </div>
    </Dialog>
  );
}
