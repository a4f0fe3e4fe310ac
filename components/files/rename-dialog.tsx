'use client';
import { useMemo, useState } from 'react';
import { iconOf } from '#components/shell/file-kind.ts';
import { Button, Check, Dialog, KindIcon } from '#components/ui/index.ts';
import type { ProjectFile } from '#lib/contracts/api.ts';
import type { FileMove } from '#lib/contracts/file.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import styles from './files.module.css';
import { lineOf, marksOf } from './places.ts';
import type { NamedPlace } from './rename-plan.ts';

/** A rename that other files should know of. */
export interface RenameOffer {
  readonly node: GraphNode;
  /** The node's new name. */
  readonly to: string;
  /** The places that name it in what the files say by now: others write on while the question stands open. */
  readonly placesIn: (files: readonly ProjectFile[]) => readonly NamedPlace[];
  readonly moves: readonly FileMove[];
  readonly label: string;
}

/** Shows every place that names what is renamed; each can be left as it is. */
export function RenameDialog({
  offer,
  files,
  onRename,
  onClose,
}: {
  readonly offer: RenameOffer;
  readonly files: readonly ProjectFile[];
  readonly onRename: (places: readonly NamedPlace[]) => void;
  readonly onClose: () => void;
}) {
  const texts = useMemo(() => new Map(files.map(({ path, text }) => [path, text ?? ''])), [files]);
  const places = useMemo(() => offer.placesIn(files), [offer, files]);
  const marks = useMemo(() => marksOf(places, texts), [places, texts]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const isLeft = (place: NamedPlace) => left.has(marks.get(place) ?? '');
  const chosen = places.filter((place) => !isLeft(place));
  const byFile = [...Map.groupBy(places, ({ path }) => path)];
  const choose = (some: readonly NamedPlace[], on: boolean) => {
    const those = new Set(some.flatMap((place) => marks.get(place) ?? []));
    setLeft(on ? left.difference(those) : left.union(those));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Rename ${offer.node.name} to ${offer.to}`}
      description={`${count(places.length, 'place names', 'places name')} it in ${count(byFile.length, 'file', 'files')}. They are rewritten with it, for everyone at once, and can be taken back together.`}
      width={640}
      actions={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={() => onRename([])}>Rename the file only</Button>
          <Button variant="primary" disabled={chosen.length === 0} onClick={() => onRename(chosen)}>
            Rename and rewrite {count(chosen.length, 'place', 'places')}
          </Button>
        </>
      }
    >
      <ul className={styles.changes} aria-label="Places that name it">
        {byFile.map(([path, inFile]) => (
          <li key={path}>
            <Check
              label={
                <span className={styles.file}>
                  <KindIcon kind={iconOf(path, undefined)} />
                  {path}
                </span>
              }
              checked={checkedOf(inFile.map(isLeft))}
              onChange={(on) => choose(inFile, on)}
            />
            <ul>
              {inFile.map((place) => (
                <li key={marks.get(place)}>
                  <Check
                    label={<Change place={place} text={texts.get(path) ?? ''} />}
                    checked={!isLeft(place)}
                    onChange={(on) => choose([place], on)}
                  />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Change({ place, text }: { readonly place: NamedPlace; readonly text: string }) {
  const { line, before, after } = lineOf(text, place.start, place.end);
  return (
    <span className={styles.change}>
      <span className={styles.line}>{line}</span>
      <code>
        {before}
        <del>{text.slice(place.start, place.end)}</del>
        <ins>{place.text}</ins>
        {after}
      </code>
    </span>
  );
}

function checkedOf(left: readonly boolean[]): boolean | 'some' {
  return left.every(Boolean) ? false : left.some(Boolean) ? 'some' : true;
}

const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`;
