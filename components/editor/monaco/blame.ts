import { diffArrays } from 'diff';
import type { editor } from 'monaco-editor/editor/editor.api.js';
import type { BlameLine, FileBlame } from '#lib/contracts/version.ts';
import styles from './decorations.module.css';

const MOST_LINES = 5_000;

/**
 * Shows behind the cursor's line who wrote it, when, and in which version. Lines that no version has
 * yet say so.
 * @param words how a line's origin is said
 * @returns ends it
 */
export function showBlame(
  view: editor.ICodeEditor,
  blame: FileBlame,
  words: (line: BlameLine | undefined) => string,
): () => void {
  const marks = view.createDecorationsCollection();
  let owners: readonly (BlameLine | undefined)[] | undefined;
  const draw = () => {
    const model = view.getModel();
    const line = view.getPosition()?.lineNumber;
    if (!model || !line || model.getLineCount() > MOST_LINES) return marks.clear();
    owners ??= ownersOf(blame, model.getLinesContent());
    const column = model.getLineMaxColumn(line);
    marks.set([
      {
        range: { startLineNumber: line, endLineNumber: line, startColumn: column, endColumn: column },
        options: {
          showIfCollapsed: true,
          after: { content: `    ${words(owners[line - 1])}`, inlineClassName: styles.blame },
        },
      },
    ]);
  };
  const moved = view.onDidChangeCursorPosition(draw);
  const typed = view.onDidChangeModelContent(() => {
    owners = undefined;
    draw();
  });
  draw();
  return () => {
    moved.dispose();
    typed.dispose();
    marks.clear();
  };
}

/** The version's owners, carried over to the text as it is typed now. */
export function ownersOf({ text, lines }: FileBlame, now: readonly string[]): (BlameLine | undefined)[] {
  const owners: (BlameLine | undefined)[] = [];
  let at = 0;
  for (const part of diffArrays(text.replace(/\n$/, '').split('\n'), [...now])) {
    if (part.added) owners.push(...Array.from({ length: part.count }, () => undefined));
    else {
      if (!part.removed) owners.push(...lines.slice(at, at + part.count));
      at += part.count;
    }
  }
  return owners;
}
