import type { editor } from 'monaco-editor/editor/editor.api.js';
import type * as Y from 'yjs';
import { Listeners } from '#components/shell/listeners.ts';
import type { LiveDocument } from '#lib/client/collab.ts';
import { bindText, writeEdits } from './live/binding.ts';
import { earlyEdits } from './live/early.ts';
import { languageOf, SCHEME } from './monaco/address.ts';
import type { Monaco } from './monaco/load.ts';
import { modelPort } from './monaco/model-port.ts';
import { historyOf } from './monaco/undo.ts';

/** An open tab's text: Monaco's model, and once the server's text is here its document and undo. */
export interface TabModel {
  readonly path: string;
  readonly documentId: string | undefined;
  readonly model: editor.ITextModel;
  /** The text as it was shown first: what is typed before the document is here is told from it. */
  readonly base: string;
  readonly live?: LiveDocument;
  readonly undo?: Y.UndoManager;
}

/** The models of the open tabs: they keep text, undo and binding while another tab is looked at. */
export class TabModels {
  private readonly tabs = new Map<string, TabModel>();
  private readonly states = new Map<string, editor.ICodeEditorViewState | null>();
  private readonly listeners = new Listeners();

  readonly subscribe = this.listeners.subscribe;

  /**
   * Opens a model with the text known so far, which can be typed into at once; returns how to close it.
   * @param early what to do with a text that is typed before its document is here, and with one that
   *   is closed before that
   */
  open(
    { editor: api, Uri }: Monaco,
    { path, documentId }: Pick<TabModel, 'path' | 'documentId'>,
    text: string,
    early: { readonly onTyped: (text: string) => void; readonly onClosed: (base: string, typed: string) => void },
  ): () => void {
    const uri = Uri.from({ scheme: SCHEME, path: `/${path}` });
    const model = api.getModel(uri) ?? api.createModel(text, languageOf(path), uri);
    if (model.getValue() !== text) model.setValue(text);
    model.setEOL(0);
    model.updateOptions({ tabSize: 4, insertSpaces: true });
    this.put({ path, documentId, model, base: model.getValue() });
    const typing = model.onDidChangeContent(() => {
      if (!this.tabs.get(path)?.live) early.onTyped(model.getValue());
    });
    return () => {
      typing.dispose();
      const tab = this.tabs.get(path);
      if (tab && !tab.live && model.getValue() !== tab.base) early.onClosed(tab.base, model.getValue());
      this.tabs.delete(path);
      model.dispose();
      this.listeners.tell();
    };
  }

  /** Binds an open model to its document, which has the server's text now; returns how to unbind it. */
  bind(path: string, live: LiveDocument): () => void {
    const tab = this.tabs.get(path);
    if (!tab) return () => {};
    const { origin, undo } = historyOf(live.text, live.doc);
    const early = earlyEdits(tab.base, tab.model.getValue(), live.text.toString());
    live.doc.transact(() => writeEdits(live.text, early), origin);
    this.put({ ...tab, live, undo });
    const unbind = bindText(live.text, modelPort(tab.model), origin);
    return () => {
      unbind();
      const { documentId, model } = tab;
      if (this.tabs.has(path)) this.put({ path, documentId, model, base: model.getValue() });
    };
  }

  readonly get = (path: string): TabModel | undefined => this.tabs.get(path);

  /** @param key the file's document, so that a file keeps its place under another name */
  saveView(key: string, state: editor.ICodeEditorViewState | null): void {
    this.states.set(key, state);
  }

  viewOf(key: string): editor.ICodeEditorViewState | null {
    return this.states.get(key) ?? null;
  }

  private put(tab: TabModel): void {
    this.tabs.set(tab.path, tab);
    this.listeners.tell();
  }
}
