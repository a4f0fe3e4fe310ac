'use client';
import { type ReactNode, useState } from 'react';
import { useFiles } from '#components/shell/project-files.tsx';
import { Button, Dialog, useToast } from '#components/ui/index.ts';
import { uploadFault } from '#lib/domain/files/upload-rules.ts';
import { copyName } from './moves.ts';
import { RefusedDialog, type RefusedFile } from './refused-dialog.tsx';

interface Wanted {
  readonly path: string;
  readonly file: File;
}

export interface Upload {
  readonly upload: (files: readonly File[], folder: string) => void;
  /** Asks about names that are taken, then says what was refused. */
  readonly dialog: ReactNode;
}

/** Sends files from this person's disk into a folder, one after the other; asks where a name is taken. */
export function useUpload(): Upload {
  const files = useFiles();
  const toast = useToast();
  const [taken, setTaken] = useState<readonly Wanted[]>([]);
  const [refused, setRefused] = useState<readonly RefusedFile[]>([]);
  const refuse = (file: File, problem: RefusedFile['problem']) =>
    setRefused((before) => [...before, { name: file.name, problem }]);
  const send = async (wanted: readonly Wanted[], replace: boolean) => {
    const sent: string[] = [];
    for (const { path, file } of wanted) {
      const answer = await files.upload(path, file, replace);
      if (answer.ok) sent.push(path);
      else refuse(file, answer.problem);
    }
    if (sent.length > 0)
      toast({ text: sent.length === 1 ? `${sent[0]} is uploaded.` : `${sent.length} files are uploaded.` });
  };
  const upload = async (chosen: readonly File[], folder: string) => {
    const wanted = chosen.map((file) => ({ file, path: folder === '' ? file.name : `${folder}/${file.name}` }));
    const fitting = wanted.filter(({ path, file }) => {
      const fault = uploadFault(path, file.size);
      if (fault) refuse(file, fault);
      return fault === undefined;
    });
    setTaken(fitting.filter(({ path }) => files.byPath.has(path)));
    await send(
      fitting.filter(({ path }) => !files.byPath.has(path)),
      false,
    );
  };
  const answer = (work: (wanted: readonly Wanted[]) => Promise<void>) => () => {
    setTaken([]);
    void work(taken);
  };
  const beside = (wanted: readonly Wanted[]) => {
    const names = new Set(files.byPath.keys());
    return wanted.map(({ path, file }) => ({ file, path: copyName(path, names) }));
  };
  return {
    upload: (chosen, folder) => void upload(chosen, folder),
    dialog:
      taken.length > 0 ? (
        <Dialog
          open
          onOpenChange={(open) => !open && setTaken([])}
          title={taken.length === 1 ? `${taken[0]?.path} is there already` : `${taken.length} files are there already`}
          description={
            taken.length === 1
              ? 'Its text can be replaced, as an edit that everyone sees and that its versions keep, or yours goes beside it under another name.'
              : `${taken.map(({ path }) => path).join(', ')}: their text can be replaced, as edits that everyone sees and that versions keep, or yours go beside them under other names.`
          }
          actions={
            <>
              <Button variant="ghost" onClick={() => setTaken([])}>
                Cancel
              </Button>
              <Button onClick={answer((wanted) => send(beside(wanted), false))}>Keep both</Button>
              <Button variant="primary" onClick={answer((wanted) => send(wanted, true))}>
                Replace
              </Button>
            </>
          }
        >
          {null}
        </Dialog>
      ) : (
        refused.length > 0 && <RefusedDialog refused={refused} onClose={() => setRefused([])} />
      ),
  };
}
