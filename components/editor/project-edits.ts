import * as Y from 'yjs';
import type { LiveDocument } from '#lib/client/collab.ts';
import { difference, type OffsetEdit } from './live/binding.ts';

/** What is to change in one file, at offsets of the text that was looked at. */
export interface FileEdit {
  readonly documentId: string;
  readonly base: string;
  readonly edits: readonly OffsetEdit[];
}

/** A replacement that was made: where it stands however the text moves on, what it says and what stood there. */
interface Made {
  readonly start: Y.RelativePosition;
  readonly end: Y.RelativePosition;
  readonly before: string;
  readonly after: string;
}

/** One edit over several files, as it can be taken back. */
export interface ProjectEdit {
  readonly files: readonly { readonly documentId: string; readonly made: readonly Made[] }[];
  readonly places: number;
  /** Places that others had written into meanwhile: they were left alone. */
  readonly left: number;
}

/** A file's document, open and with the server's text. */
export interface OpenText {
  readonly documentId: string;
  readonly live: Pick<LiveDocument, 'doc' | 'text'>;
}

/**
 * Moves edits of a text to what it became since; those whose place was written into meanwhile are left out.
 */
export function rebase(edits: readonly OffsetEdit[], base: string, now: string): readonly OffsetEdit[] {
  const theirs = difference(base, now);
  if (!theirs) return edits;
  const shift = theirs.text.length - theirs.length;
  return edits.flatMap((edit) => {
    if (edit.offset + edit.length <= theirs.offset) return [edit];
    if (edit.offset >= theirs.offset + theirs.length) return [{ ...edit, offset: edit.offset + shift }];
    return [];
  });
}

/** Whose writing is neither typing nor the server's: no editor's own undo takes a part of it back. */
class ProjectOrigin {
  readonly name = 'project';
}
const ORIGIN = new ProjectOrigin();

/** Writes an edit into all its documents in one turn. */
export function writeProjectEdit(edits: readonly FileEdit[], texts: readonly OpenText[]): ProjectEdit {
  const byId = new Map(edits.map((edit) => [edit.documentId, edit]));
  const asked = edits.reduce((sum, edit) => sum + edit.edits.length, 0);
  const files = texts.flatMap(({ documentId, live }) => {
    const edit = byId.get(documentId);
    if (!edit) return [];
    const made = replaceAll(live, rebase(edit.edits, edit.base, live.text.toString()));
    return [{ documentId, made }];
  });
  const places = files.reduce((sum, { made }) => sum + made.length, 0);
  return { files, places, left: asked - places };
}

/**
 * Takes an edit back, place by place, wherever the text has gone since; a place that says something else
 * now is left alone. What it returns takes this back in turn.
 */
export function takeBack(edit: ProjectEdit, texts: readonly OpenText[]): ProjectEdit {
  const byId = new Map(texts.map((text) => [text.documentId, text]));
  const files = edit.files.flatMap(({ documentId, made }) => {
    const open = byId.get(documentId);
    if (!open) return [];
    const text = open.live.text.toString();
    const edits = made.flatMap((place) => back(place, open.live.doc, text));
    return [{ documentId, made: replaceAll(open.live, edits) }];
  });
  const places = files.reduce((sum, { made }) => sum + made.length, 0);
  return { files, places, left: edit.places - places };
}

function back({ start, end, before, after }: Made, doc: Y.Doc, text: string): OffsetEdit[] {
  const from = Y.createAbsolutePositionFromRelativePosition(start, doc)?.index;
  const to = after === '' ? from : Y.createAbsolutePositionFromRelativePosition(end, doc)?.index;
  if (from === undefined || to === undefined || text.slice(from, to) !== after) return [];
  return [{ offset: from, length: to - from, text: before }];
}

/** From the last to the first, so that no replacement moves the place of another. */
function replaceAll({ doc, text }: OpenText['live'], edits: readonly OffsetEdit[]): Made[] {
  const made: Made[] = [];
  const before = text.toString();
  doc.transact(() => {
    for (const { offset, length, text: put } of [...edits].sort((a, b) => b.offset - a.offset)) {
      if (length > 0) text.delete(offset, length);
      if (put !== '') text.insert(offset, put);
      made.push({
        // To the first and the last letter of what was put in: whatever is typed around them stays outside.
        start: Y.createRelativePositionFromTypeIndex(text, offset, 0),
        end: Y.createRelativePositionFromTypeIndex(text, offset + put.length, -1),
        before: before.slice(offset, offset + length),
        after: put,
      });
    }
  }, ORIGIN);
  return made;
}
