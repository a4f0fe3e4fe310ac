'use client';
import type { editor } from 'monaco-editor/editor/editor.api.js';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { useTheme } from '#components/shell/theme.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import styles from './code-view.module.css';
import type { TabModel, TabModels } from './models.ts';
import { followCaret, shareCarets } from './monaco/carets.ts';
import { FORMAT, formatView } from './monaco/format.ts';
import type { Monaco } from './monaco/load.ts';
import { editorOptions } from './monaco/options.ts';
import { lensesOf, markProblems } from './monaco/problems.ts';
import { applyTheme } from './monaco/theme.ts';
import { followUndo, typedAt } from './monaco/undo.ts';
import { washJinja } from './monaco/wash.ts';
import { usePresence } from './presence.tsx';
import { useBlame } from './use-blame.ts';
import { useProjectEdits } from './use-project-edits.tsx';

export interface CursorPlace {
  readonly line: number;
  readonly column: number;
  /** The selected text; empty when nothing is selected. */
  readonly selection: string;
}

/** A place to go to; a new object goes there again. Without a line only the focus goes into the text. */
export interface GoTo {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

export interface CodeViewProps {
  readonly monaco: Monaco;
  readonly models: TabModels;
  readonly path: string;
  readonly readOnly: boolean;
  readonly problems: readonly Problem[];
  readonly goTo: GoTo | undefined;
  readonly onCursor: (place: CursorPlace) => void;
  /** Says something about what a key did not do. */
  readonly onSay: (text: string) => void;
}

/** The one Monaco editor of the workbench; it shows the model of the chosen tab. */
export function CodeView({ monaco, models, path, readOnly, problems, goTo, onCursor, onSay }: CodeViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const reached = useRef<GoTo>(undefined);
  const [view, setView] = useState<editor.IStandaloneCodeEditor>();
  const tab = useSyncExternalStore(
    models.subscribe,
    () => models.get(path),
    () => undefined,
  );
  const { shown } = useTheme();
  useEffect(() => applyTheme(monaco, shown), [monaco, shown]);
  useEffect(() => {
    if (!box.current) return;
    const made = monaco.editor.create(box.current, { ...editorOptions(monaco), model: null });
    setView(made);
    return () => {
      setView(undefined);
      made.dispose();
    };
  }, [monaco]);
  useModel(view, models, tab);
  useEffect(() => view?.updateOptions({ readOnly: readOnly || !tab }), [view, readOnly, tab]);
  useFollowing(view, tab);
  useUndoKeys(monaco, view, models, path);
  useFormatKey(monaco, view, path, onSay);
  useProblems(monaco, view, tab, problems);
  useBlame(view, path, tab !== undefined);
  useCursor(view, tab?.model, onCursor);
  const model = tab?.model;
  useEffect(() => {
    // Where the file that is meant is still on its way, the one that shows stays as it is; who comes back to a
    // file finds the cursor where they left it.
    if (!view || !goTo || !model || goTo.path !== path || reached.current === goTo) return;
    reached.current = goTo;
    if (goTo.line !== undefined) {
      const position = { lineNumber: goTo.line, column: goTo.column ?? 1 };
      view.setPosition(position);
      view.revealPositionInCenterIfOutsideViewport(position);
    }
    view.focus();
  }, [view, goTo, model, path]);
  // `data-live` tells a browser test, and a person's tools, that typing reaches the document now.
  return <div ref={box} className={styles.view} data-path={path} data-live={tab?.undo !== undefined} />;
}

/** Shows the tab's model where it was left, with its wash and everyone's carets. */
function useModel(view: editor.IStandaloneCodeEditor | undefined, models: TabModels, tab: TabModel | undefined): void {
  const model = tab?.model;
  const path = tab?.path;
  const documentId = tab?.documentId;
  const typedIn = useRef<string>(undefined);
  useEffect(() => {
    if (!view || !model || path === undefined) return;
    const keep = () => {
      if (view.getModel() !== model) return;
      models.saveView(documentId ?? path, view.saveViewState());
      if (view.hasTextFocus()) typedIn.current = documentId;
    };
    // A file that is renamed gets a new model; the cursor stays where it was, and the keyboard in the text. Asked
    // before the view is: it lets go of a model that goes.
    const going = model.onWillDispose(keep);
    view.setModel(model);
    view.restoreViewState(models.viewOf(documentId ?? path));
    const nothingElse = document.activeElement === document.body;
    if (documentId !== undefined && typedIn.current === documentId && nothingElse) view.focus();
    typedIn.current = undefined;
    view.updateOptions({ ariaLabel: `Text of ${path}` });
    const stopWash = washJinja(view);
    return () => {
      keep();
      going.dispose();
      stopWash();
    };
  }, [view, models, model, path, documentId]);
  const live = tab?.live;
  const undo = tab?.undo;
  useEffect(() => {
    if (!view || !live || !undo || path === undefined) return;
    const stopCarets = shareCarets(view, live, path);
    const stopUndo = followUndo(view, live.text, undo);
    return () => {
      stopCarets();
      stopUndo();
    };
  }, [view, live, undo, path]);
}

/** Keeps whoever is followed in sight; typing here ends it. */
function useFollowing(view: editor.IStandaloneCodeEditor | undefined, tab: TabModel | undefined): void {
  const { following, follow } = usePresence();
  const live = tab?.undo && tab.live;
  const id = following?.id;
  useEffect(() => {
    if (!view || !live || id === undefined) return;
    const stop = followCaret(view, live, id);
    const typing = view.onKeyDown(({ browserEvent: { key, ctrlKey, metaKey } }) => {
      const writes =
        ['Enter', 'Backspace', 'Delete', 'Tab'].includes(key) || (key.length === 1 && !ctrlKey && !metaKey);
      if (writes) follow(undefined);
    });
    return () => {
      stop();
      typing.dispose();
    };
  }, [view, live, id, follow]);
}

function useUndoKeys(
  monaco: Monaco,
  view: editor.IStandaloneCodeEditor | undefined,
  models: TabModels,
  path: string,
): void {
  const edits = useProjectEdits();
  useEffect(() => {
    if (!view) return;
    const undoHere = () => {
      const tab = models.get(path);
      // A change of the whole project that came after the last keystroke here is the last thing that was done.
      if (!edits.undoIn(tab?.documentId, typedAt(tab?.undo))) tab?.undo?.undo();
    };
    const redoHere = () => {
      const tab = models.get(path);
      if ((tab?.undo?.redoStack.length ?? 0) > 0) tab?.undo?.redo();
      else edits.redoIn(tab?.documentId);
    };
    const { CtrlCmd, Shift } = monaco.KeyMod;
    const { KeyZ, KeyY } = monaco.KeyCode;
    const undo = view.addAction({
      id: 'insitu.undo',
      label: 'Undo',
      keybindings: [CtrlCmd | KeyZ],
      run: undoHere,
    });
    const redo = view.addAction({
      id: 'insitu.redo',
      label: 'Redo',
      keybindings: [CtrlCmd | Shift | KeyZ, CtrlCmd | KeyY],
      run: redoHere,
    });
    return () => {
      undo.dispose();
      redo.dispose();
    };
  }, [monaco, view, models, path, edits]);
}

/** ⇧⌥F formats SQL; other files are left as they are written. */
function useFormatKey(
  monaco: Monaco,
  view: editor.IStandaloneCodeEditor | undefined,
  path: string,
  onSay: (text: string) => void,
): void {
  const say = useRef(onSay);
  say.current = onSay;
  useEffect(() => {
    if (!view) return;
    const action = view.addAction({
      id: FORMAT,
      label: 'Format',
      keybindings: [monaco.KeyMod.Shift | monaco.KeyMod.Alt | monaco.KeyCode.KeyF],
      contextMenuGroupId: '1_modification',
      run: () => {
        const refusal = formatView(view, path);
        if (refusal !== undefined) say.current(refusal);
      },
    });
    return () => action.dispose();
  }, [monaco, view, path]);
}

function useProblems(
  monaco: Monaco,
  view: editor.IStandaloneCodeEditor | undefined,
  tab: TabModel | undefined,
  problems: readonly Problem[],
): void {
  const keys = useKeyLabel();
  const fixKey = keys('mod+.');
  const model = tab?.model;
  useEffect(() => {
    if (!view || !model || model.isDisposed()) return;
    markProblems(monaco, model, problems);
    const lenses = view.createDecorationsCollection(lensesOf(model, problems, fixKey));
    return () => lenses.clear();
  }, [monaco, view, model, problems, fixKey]);
}

function useCursor(
  view: editor.IStandaloneCodeEditor | undefined,
  model: editor.ITextModel | undefined,
  onCursor: (place: CursorPlace) => void,
): void {
  const latest = useRef(onCursor);
  latest.current = onCursor;
  useEffect(() => {
    if (!view || !model) return;
    const tell = () => {
      const selection = view.getSelection();
      if (!selection || view.getModel() !== model) return;
      latest.current({
        line: selection.positionLineNumber,
        column: selection.positionColumn,
        selection: selection.isEmpty() ? '' : model.getValueInRange(selection),
      });
    };
    tell();
    const subscription = view.onDidChangeCursorSelection(tell);
    return () => subscription.dispose();
  }, [view, model]);
}
