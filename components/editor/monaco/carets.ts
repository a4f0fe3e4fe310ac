import type { editor } from 'monaco-editor/editor/editor.api.js';
import * as Y from 'yjs';
import { z } from 'zod';
import type { LiveDocument } from '#lib/client/collab.ts';
import styles from './decorations.module.css';

const FLAG_MS = 2_500;
/** One's own caret is told after the letter is painted: others see it move with the letter, which is on its way. */
const TELL_MS = 20;
const COLOURS = [styles.p1, styles.p2, styles.p3, styles.p4, styles.p5];

/** What others send of themselves: the server stamps who, the rest is checked here. */
const remote = z.object({
  person: z.object({ id: z.string(), name: z.string().max(200), colour: z.number().int().min(1).max(5) }),
  selection: z.object({ anchor: z.unknown(), head: z.unknown() }),
});

/**
 * Shows where others stand in the document and tells them where this editor stands. Colours are
 * tokens and names are text, so nothing that came over the wire becomes CSS or markup.
 */
export function shareCarets(view: editor.IStandaloneCodeEditor, live: LiveDocument, path: string): () => void {
  const { awareness } = live.provider;
  if (!awareness) return () => {};
  const marks = view.createDecorationsCollection();
  const flags = new Map<number, Flag>();
  let shown = 0;
  const draw = () => {
    const model = view.getModel();
    // Who is alone has nobody to draw, at any letter.
    if (!model || (shown === 0 && awareness.getStates().size < 2)) return;
    const decorations: editor.IModelDeltaDecoration[] = [];
    const seen = new Set<number>();
    for (const [client, state] of awareness.getStates()) {
      const parsed = client === live.doc.clientID ? undefined : remote.safeParse(state);
      if (!parsed?.success) continue;
      const { person, selection } = parsed.data;
      const anchor = offsetOf(selection.anchor, live);
      const head = offsetOf(selection.head, live);
      if (anchor === undefined || head === undefined) continue;
      seen.add(client);
      const colour = COLOURS[person.colour - 1] ?? styles.p1 ?? '';
      decorations.push(...drawPeer(model, anchor, head, colour));
      const flag = flags.get(client) ?? new Flag(view, client, person.name, colour);
      flags.set(client, flag);
      flag.moveTo(model.getPositionAt(head), anchor !== head);
    }
    marks.set(decorations);
    shown = decorations.length;
    for (const [client, flag] of flags) {
      if (seen.has(client)) continue;
      flag.dispose();
      flags.delete(client);
    }
  };
  let telling: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    telling = undefined;
    const model = view.getModel();
    const selection = view.getSelection();
    if (!model || !selection) return;
    const at = (line: number, column: number) =>
      Y.relativePositionToJSON(
        Y.createRelativePositionFromTypeIndex(live.text, model.getOffsetAt({ lineNumber: line, column })),
      );
    awareness.setLocalState({
      path,
      selection: {
        anchor: at(selection.selectionStartLineNumber, selection.selectionStartColumn),
        head: at(selection.positionLineNumber, selection.positionColumn),
      },
    });
  };
  awareness.on('change', draw);
  live.text.observe(draw);
  const subscription = view.onDidChangeCursorSelection(() => {
    telling ??= setTimeout(tell, TELL_MS);
  });
  draw();
  return () => {
    awareness.off('change', draw);
    live.text.unobserve(draw);
    subscription.dispose();
    clearTimeout(telling);
    awareness.setLocalState({ path });
    marks.clear();
    for (const flag of flags.values()) flag.dispose();
  };
}

/** Keeps the place of one person in sight, as long as the returned function is not called. */
export function followCaret(view: editor.IStandaloneCodeEditor, live: LiveDocument, personId: string): () => void {
  const { awareness } = live.provider;
  if (!awareness) return () => {};
  const go = () => {
    const model = view.getModel();
    for (const state of awareness.getStates().values()) {
      const parsed = remote.safeParse(state);
      if (!model || !parsed.success || parsed.data.person.id !== personId) continue;
      const head = offsetOf(parsed.data.selection.head, live);
      if (head !== undefined) view.revealPositionInCenterIfOutsideViewport(model.getPositionAt(head));
    }
  };
  awareness.on('change', go);
  go();
  return () => awareness.off('change', go);
}

function offsetOf(position: unknown, live: LiveDocument): number | undefined {
  try {
    const relative = Y.createRelativePositionFromJSON(position);
    return Y.createAbsolutePositionFromRelativePosition(relative, live.doc)?.index;
  } catch {
    return undefined; // a position of an older document, or none at all
  }
}

function drawPeer(
  model: editor.ITextModel,
  anchor: number,
  head: number,
  colour: string,
): editor.IModelDeltaDecoration[] {
  const from = model.getPositionAt(Math.min(anchor, head));
  const to = model.getPositionAt(Math.max(anchor, head));
  const at = model.getPositionAt(head);
  const selection = {
    range: {
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    },
    options: { className: `${styles.selection} ${colour}` },
  };
  const caret = {
    range: {
      startLineNumber: at.lineNumber,
      startColumn: at.column,
      endLineNumber: at.lineNumber,
      endColumn: at.column,
    },
    options: { className: `${styles.caret} ${colour}`, showIfCollapsed: true },
  };
  return anchor === head ? [caret] : [selection, caret];
}

/** A name at a caret; it shows while the caret moves and while it selects, and goes after a moment. */
class Flag implements editor.IContentWidget {
  readonly allowEditorOverflow = false;
  readonly suppressMouseDown = true;
  private readonly node = document.createElement('div');
  private readonly view: editor.ICodeEditor;
  private readonly id: string;
  private position: { lineNumber: number; column: number } = { lineNumber: 1, column: 1 };
  private selects = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(view: editor.ICodeEditor, client: number, name: string, colour: string) {
    this.view = view;
    this.id = `peer-${client}`;
    this.node.className = `${styles.flag} ${colour}`;
    this.node.textContent = name.split(' ')[0] ?? name;
    view.addContentWidget(this);
  }

  getId = (): string => this.id;
  getDomNode = (): HTMLElement => this.node;
  getPosition = (): editor.IContentWidgetPosition => ({ position: this.position, preference: [0] });

  /** @param selects the name stays as long as something is selected: whose selection it is has to be seen */
  moveTo(position: { lineNumber: number; column: number }, selects: boolean): void {
    const moved = position.lineNumber !== this.position.lineNumber || position.column !== this.position.column;
    if (!moved && selects === this.selects) return;
    this.position = position;
    this.selects = selects;
    this.node.hidden = false;
    clearTimeout(this.timer);
    if (!selects) {
      this.timer = setTimeout(() => {
        this.node.hidden = true;
      }, FLAG_MS);
    }
    this.view.layoutContentWidget(this);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.view.removeContentWidget(this);
  }
}
