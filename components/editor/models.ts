import type { editor } from 'monaco-editor/editor/editor.api.js';
import type * as Y from 'yjs';
import type { LiveDocument } from '#lib/client/collab.ts';
import { bindText, EditorOrigin } from './live/binding.ts';
import { languageOf, SCHEME } from './monaco/address.ts';
import type { Monaco } from './monaco/load.ts';
import { modelPort } from './monaco/model-port.ts';
import { ownUndo } from './monaco/undo.ts';

/** An open tab's text: Monaco's model, and once the server's text is here its document and undo. */
export interface TabModel {
  readonly path: string;
  readonly model: editor.ITextModel;
  readonly live?: LiveDocument;
  readonly undo?: Y.UndoManager;
}

/** The models of the open tabs: they keep text, undo and binding while another tab is looked at. */
export class TabModels {
  private readonly tabs = new Map<string, TabModel>();
  private readonly states = new Map<string, editor.ICodeEditorViewState | null>();
  private readonly listeners = new Set<() => void>();

  /** Opens a model with the text known so far; returns how to close it. */
  open({ editor: api, Uri }: Monaco, path: string, text: string): () => void {
    const uri = Uri.from({ scheme: SCHEME, path: `/${path}` });
    const model = api.getModel(uri) ?? api.createModel(text, languageOf(path), uri);
    model.setEOL(0);
    model.updateOptions({
      tabSize: 4,
      insertSpaces: true,
      // Jinja's braces are its delimiters; a rainbow over them says nothing.
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    this.put({ path, model });
    return () => {
      this.tabs.delete(path);
      model.dispose();
      this.tell();
    };
  }

  /** Binds an open model to its document, which has the server's text now; returns how to unbind it. */
  bind(path: string, live: LiveDocument): () => void {
    const tab = this.tabs.get(path);
    if (!tab) return () => {};
    const origin = new EditorOrigin();
    const unbind = bindText(live.text, modelPort(tab.model), origin);
    const undo = ownUndo(live.text, origin);
    this.put({ ...tab, live, undo });
    return () => {
      unbind();
      undo.destroy();
      if (this.tabs.has(path)) this.put({ path, model: tab.model });
    };
  }

  readonly get = (path: string): TabModel | undefined => this.tabs.get(path);

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  saveView(path: string, state: editor.ICodeEditorViewState | null): void {
    this.states.set(path, state);
  }

  viewOf(path: string): editor.ICodeEditorViewState | null {
    return this.states.get(path) ?? null;
  }

  private put(tab: TabModel): void {
    this.tabs.set(tab.path, tab);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
