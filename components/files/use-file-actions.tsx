'use client';
import { type ReactNode, useState } from 'react';
import { useProjectEdits } from '#components/editor/use-project-edits.tsx';
import { firstText } from '#components/explorer/tree.ts';
import { useLanguage } from '#components/language/use-language.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { useBoard } from '#components/tasks/use-board.ts';
import { tasksOnFiles } from '#components/tasks/view.ts';
import { useRefusal, useToast } from '#components/ui/index.ts';
import type { Answer } from '#lib/contracts/api.ts';
import type { FileMove } from '#lib/contracts/file.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { copyName, type Entry, filesOf, movesTo, pathIn } from './moves.ts';
import { editsOfPlaces } from './places.ts';
import { RenameDialog, type RenameOffer } from './rename-dialog.tsx';
import type { NamedPlace } from './rename-plan.ts';
import { useUpload } from './use-upload.tsx';

export interface FileActionsUi {
  readonly create: (path: string) => void;
  /** Gives a file or folder another path; where a node's name changes with it, asks about the places that name it. */
  readonly rename: (entry: Entry, to: string) => void;
  readonly moveInto: (entry: Entry, folder: string) => void;
  readonly askWhere: (entry: Entry) => void;
  readonly duplicate: (path: string) => void;
  readonly askDelete: (entry: Entry) => void;
  readonly upload: (files: readonly File[], folder: string) => void;
  /** What is asked now. */
  readonly dialogs: ReactNode;
}

/** All that can be done to files, with the questions that belong to it. */
export function useFileActions(onOpen: (path: string, keep: boolean) => void): FileActionsUi {
  const files = useFiles();
  const { graph } = useLanguage();
  const { data: board } = useBoard();
  const edits = useProjectEdits();
  const toast = useToast();
  const refuse = useRefusal();
  const [offer, setOffer] = useState<RenameOffer>();
  const [moving, setMoving] = useState<Entry>();
  const [deleting, setDeleting] = useState<Entry>();
  const uploads = useUpload();
  const paths = files.files.map(({ path }) => path);

  const say = (answer: Answer<unknown>): boolean => {
    if (!answer.ok) refuse(answer.problem);
    return answer.ok;
  };
  const make = async (path: string, text: string) => say(await files.create(path, text)) && onOpen(path, true);
  const move = async (moves: readonly FileMove[], label: string, places: readonly NamedPlace[] = []) => {
    const changes = editsOfPlaces(places, files.byPath);
    const answer = await edits.write(label, changes, moves);
    if (!say(answer) || !answer.ok) return;
    const { places: count } = answer.value;
    const rewritten = count > 0 ? ` ${count} ${count === 1 ? 'place says' : 'places say'} so.` : '';
    toast({ text: `${label}.${rewritten}`, action: { label: 'Undo', onSelect: answer.value.undo } });
  };
  const rename = async (entry: Entry, to: string) => {
    const ways = movesTo(entry, to, paths);
    const label = `${nameIn(entry.path)} is ${to.startsWith(`${folderOf(entry.path)}/`) || folderOf(entry.path) === '' ? nameIn(to) : to} now`;
    const plan = entry.type === 'file' && graph ? await offerOf(entry.path, to) : undefined;
    const moves = plan ? ways.map((way) => ({ ...way, node: renamedId(plan.node.id, plan.to) })) : ways;
    if (plan && plan.placesIn(files.files).length > 0) setOffer({ ...plan, moves, label });
    else await move(moves, label);
  };
  const offerOf = async (from: string, to: string) => {
    if (!graph) return undefined;
    // YAML's reader is needed here alone.
    const { nameOf, nodeNamedBy, planRename } = await import('./rename-plan.ts');
    const node = nodeNamedBy(graph, from, files.byPath.get(from)?.text ?? '');
    if (!node) return undefined;
    const placesIn: RenameOffer['placesIn'] = (now) =>
      planRename(
        now.map(({ path, text }) => [path, text ?? ''] as const),
        graph,
        node,
        nameOf(to),
      );
    return { node, to: nameOf(to), placesIn };
  };
  return {
    create: (path) => void make(path, firstText(path)),
    rename: (entry, to) => void rename(entry, to),
    moveInto: (entry, folder) => {
      const to = pathIn(entry, folder);
      if (to)
        void move(movesTo(entry, to, paths), `${nameIn(entry.path)} is in ${folder || 'the project’s folder'} now`);
    },
    askWhere: setMoving,
    duplicate: (path) => void make(copyName(path, new Set(paths)), files.byPath.get(path)?.text ?? ''),
    askDelete: setDeleting,
    upload: uploads.upload,
    dialogs: (
      <>
        {offer && (
          <RenameDialog
            offer={offer}
            files={files.files}
            onClose={() => setOffer(undefined)}
            onRename={(places) => {
              setOffer(undefined);
              void move(offer.moves, offer.label, places);
            }}
          />
        )}
        {moving && (
          <MoveDialog
            entry={moving}
            paths={paths}
            onClose={() => setMoving(undefined)}
            onMove={(folder) => {
              setMoving(undefined);
              const to = pathIn(moving, folder);
              if (to)
                void move(
                  movesTo(moving, to, paths),
                  `${nameIn(moving.path)} is in ${folder || 'the project’s folder'} now`,
                );
            }}
          />
        )}
        <DeleteDialog
          entry={deleting}
          count={deleting ? filesOf(deleting, paths).length : 0}
          tasks={deleting ? tasksOnFiles(board?.tasks ?? [], graph?.nodes ?? [], filesOf(deleting, paths)) : []}
          onClose={() => setDeleting(undefined)}
          onDelete={async (entry) => say(await files.remove(filesOf(entry, paths)))}
        />
        {uploads.dialog}
      </>
    ),
  };
}

/** dbt's id of a node ends with its name. */
const renamedId = (id: string, name: string) => ({ from: id, to: [...id.split('.').slice(0, -1), name].join('.') });

const nameIn = (path: string): string => path.split('/').at(-1) ?? path;
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');
