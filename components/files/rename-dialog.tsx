'use client';
import { useState } from 'react';
import { iconOf } from '#components/shell/file-kind.ts';
import { Button, Check, Dialog, KindIcon } from '#components/ui/index.ts';
import type { ProjectFile } from '#lib/contracts/api.ts';
import type { FileMove } from '#lib/contracts/file.ts';
import type { GraphNode } from '#lib/contracts/graph.ts';
import styles from './files.module.css';
import { lineOf } from './places.ts';
import type { NamedPlace } from './rename-plan.ts';

/** A rename that other files should know of. */
export interface RenameOffer {
  readonly node: GraphNode;
  /** The node's new name. */
  readonly to: string;
  readonly places: readonly NamedPlace[];
  readonly moves: readonly FileMove[];
  readonly label: string;
}

/** Shows every place that names what is renamed; each can be left as it is. */
export function RenameDialog({
  offer,
  texts,
  onRename,
  onClose,
}: {
  readonly offer: RenameOffer;
  readonly texts: ReadonlyMap<string, ProjectFile>;
  readonly onRename: (places: readonly NamedPlace[]) => void;
  readonly onClose: () => void;
}) {
  const [left, setLeft] = useState<ReadonlySet<NamedPlace>>(new Set());
  const chosen = offer.places.filter((place) => !left.has(place));
  const byFile = [...Map.groupBy(offer.places, ({ path }) => path)];
  const choose = (places: readonly NamedPlace[], on: boolean) => {
    const next = new Set(left);
    for (const place of places) {
      if (on) next.delete(place);
      else next.add(place);
    }
    setLeft(next);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Rename ${offer.node.name} to ${offer.to}`}
      description={`${count(offer.places.length, 'place names', 'places name')} it in ${count(byFile.length, 'file', 'files')}. They are rewritten with it, for everyone at once, and can be taken back together.`}
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
        {byFile.map(([path, places]) => (
          <li key={path}>
            <Check
              label={
                <span className={styles.file}>
                  <KindIcon kind={iconOf(path, undefined)} />
                  {path}
                </span>
              }
              checked={checkedOf(places, left)}
              onChange={(on) => choose(places, on)}
            />
            <ul>
              {places.map((place) => (
                <li key={place.start}>
                  <Check
                    label={<Change place={place} text={texts.get(path)?.text ?? ''} />}
                    checked={!left.has(place)}
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

function checkedOf(places: readonly NamedPlace[], left: ReadonlySet<NamedPlace>): boolean | 'some' {
  const off = places.filter((place) => left.has(place)).length;
  return off === 0 ? true : off === places.length ? false : 'some';
}

const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`;
