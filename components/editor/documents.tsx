'use client';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useLanguageActs } from '#components/language/use-language.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles, useFilesInLanguage } from '#components/shell/project-files.tsx';
import { Collab, type LiveDocument, type SaveState } from '#lib/client/collab.ts';
import { writeEdits } from './live/binding.ts';
import { earlyEdits } from './live/early.ts';
import { OpenDocuments } from './live/open-documents.ts';

interface DocumentsScope {
  /** Null until the page runs in a browser. */
  readonly collab: Collab | null;
  readonly open: OpenDocuments;
}

const Context = createContext<DocumentsScope | null>(null);

/** The live documents of the project around: one websocket, whatever screens use of it. */
export function DocumentsProvider({ children }: { readonly children: ReactNode }) {
  const { project } = useProject();
  const [open] = useState(() => new OpenDocuments());
  const [collab, setCollab] = useState<Collab | null>(null);
  useEffect(() => {
    const protocol = window.location.protocol === 'https:' ? 'wss:' : 'ws:';
    const made = new Collab(project.id, `${protocol}//${window.location.host}${project.collabPath}`);
    setCollab(made);
    return () => {
      setCollab(null);
      made.destroy();
    };
  }, [project.id, project.collabPath]);
  useFilesInLanguage(open.has);
  return <Context value={useMemo(() => ({ collab, open }), [collab, open])}>{children}</Context>;
}

function useScope(): DocumentsScope {
  const scope = useContext(Context);
  if (!scope) throw new Error('Live documents need a DocumentsProvider above.');
  return scope;
}

/** The websocket's end, for the branch's presence; null until the page runs in a browser. */
export const useCollab = (): Collab | null => useScope().collab;

export interface OpenFile {
  readonly path: string;
  readonly live: LiveDocument;
  /** True once the server's text is here: before that the document is empty. */
  readonly synced: boolean;
}

/**
 * A file's live document while the caller is mounted. What is typed reaches the language worker at
 * once and the server when it can.
 */
export function useDocument(path: string | undefined): OpenFile | undefined {
  const { collab, open } = useScope();
  const { byPath } = useFiles();
  const { textChanged } = useLanguageActs();
  const file = path === undefined ? undefined : byPath.get(path);
  const [live, setLive] = useState<LiveDocument>();
  const [synced, setSynced] = useState(false);
  const documentId = file?.documentId;
  const epoch = file?.epoch;
  useEffect(() => {
    if (!collab || documentId === undefined || epoch === undefined || path === undefined) return;
    const document = collab.document({ documentId, epoch });
    const leave = open.add(path, document);
    const tell = () => textChanged(path, () => document.text.toString());
    const isSynced = () => {
      setSynced(true);
      tell();
    };
    document.text.observe(tell);
    document.provider.on('synced', isSynced);
    if (document.provider.isSynced) isSynced();
    setLive(document);
    return () => {
      document.text.unobserve(tell);
      document.provider.off('synced', isSynced);
      leave();
      document.release();
      setLive(undefined);
      setSynced(false);
    };
  }, [collab, documentId, epoch, path, open, textChanged]);
  return useMemo(() => (live && path ? { path, live, synced } : undefined), [live, path, synced]);
}

/** What becomes of a text that is typed before its document is here. */
export interface EarlyText {
  readonly typed: (path: string, text: string) => void;
  /** The document has it now. */
  readonly taken: (path: string) => void;
  /** The file was closed before: its document takes the edits when it comes. */
  readonly closed: (path: string, live: LiveDocument | undefined, base: string, text: string) => void;
}

/** Keeps what is typed before a document is here in sight of the language worker and the save mark. */
export function useEarlyText(): EarlyText {
  const { open } = useScope();
  const { setText } = useLanguageActs();
  return useMemo(() => {
    const taken = (path: string) => open.setEarly(path, false);
    return {
      typed: (path, text) => {
        open.setEarly(path, true);
        setText(path, text);
      },
      taken,
      closed: (path, live, base, text) => {
        const write = () => {
          live?.provider.off('synced', write);
          live?.doc.transact(() => writeEdits(live.text, earlyEdits(base, text, live.text.toString())));
          taken(path);
        };
        if (!live || live.provider.isSynced) write();
        else live.provider.on('synced', write);
      },
    };
  }, [open, setText]);
}

/** Gives every file's text as it is this moment: of open documents what was just typed. */
export function useTextsNow(): () => readonly (readonly [path: string, text: string])[] {
  const { open } = useScope();
  const { files } = useFiles();
  const latest = useRef(files);
  latest.current = files;
  return useCallback(() => {
    const typed = open.texts();
    return latest.current.map(({ path, text }) => [path, typed.get(path) ?? text ?? ''] as const);
  }, [open]);
}

/** Asks how far the open documents are, for who acts on it and draws nothing. */
export const useSaveStateNow = (): (() => SaveState) => useScope().open.worst;

/** The least far of all open documents; `stored` when nothing is on its way. */
export function useSaveState(): SaveState {
  const { open } = useScope();
  return useSyncExternalStore(open.subscribe, open.worst, (): SaveState => 'loading');
}
