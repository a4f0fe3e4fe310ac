'use client';
import { useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { formatAgo } from '#components/charts/format.ts';
import explorer from '#components/explorer/explorer.module.css';
import { iconOf } from '#components/shell/file-kind.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { Avatar, IconButton, KindIcon, useRefusal } from '#components/ui/index.ts';
import { deletedQuery } from '#lib/client/queries.ts';
import type { DeletedFile } from '#lib/contracts/file.ts';
import styles from './files.module.css';

/** The files that were deleted, newest first, each with the way back. */
export function DeletedFiles({ now, onOpen }: { readonly now: number; readonly onOpen: (path: string) => void }) {
  const { project, mayEdit } = useProject();
  const { data } = useQuery(deletedQuery(project.id));
  const files = useFiles();
  const refuse = useRefusal();
  const restore = async ({ documentId, path }: DeletedFile) => {
    const answer = await files.restore([documentId]);
    if (answer.ok) onOpen(path);
    else refuse(answer.problem);
  };
  if (!data) return null;
  if (data.length === 0) return <p className={explorer.note}>What is deleted can be brought back from here.</p>;
  return (
    <ul className={styles.deleted}>
      {data.map((file) => (
        <li key={file.documentId} title={file.path}>
          <KindIcon kind={iconOf(file.path, undefined)} />
          <FileName path={file.path} />
          <span className={styles.when}>{formatAgo(file.at, now)}</span>
          {file.by && <Avatar person={file.by} size={14} />}
          <IconButton label={`Bring back ${file.path}`} disabled={!mayEdit} onClick={() => void restore(file)}>
            <Undo2 size={13} strokeWidth={1.6} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

/** What a file is called counts more than where it was: in a narrow panel its folder is what is cut. */
function FileName({ path }: { readonly path: string }) {
  const parts = path.split('/');
  return (
    <span className={styles.name}>
      {parts.at(-1)} <span>{parts.slice(0, -1).join('/')}</span>
    </span>
  );
}
