'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { sameJson } from '#components/shell/use-stable.ts';
import type { LiveDocument } from '#lib/client/collab.ts';
import { inboxQuery, keys } from '#lib/client/queries.ts';
import { collabNotice, type ProjectPart, projectPart } from '#lib/contracts/notice.ts';
import { useCollab } from './documents.tsx';
import { type Peer, peersOf } from './live/peers.ts';

interface PresenceScope {
  /** Everyone else who is in this branch now, each once. */
  readonly peers: readonly Peer[];
  /** Says where I am. */
  readonly setPlace: (place: { readonly path?: string; readonly nodeId?: string }) => void;
  /** Whose file and place my editor goes to. */
  readonly following: Peer | undefined;
  /** Goes where a person goes, until I type or press Escape; undefined ends it. */
  readonly follow: (personId: string | undefined) => void;
}

const Context = createContext<PresenceScope>({
  peers: [],
  setPlace: () => {},
  following: undefined,
  follow: () => {},
});

/** Who is where in the branch; also hears when files come, go or change. */
export function PresenceProvider({ children }: { readonly children: ReactNode }) {
  const collab = useCollab();
  const { project } = useProject();
  const { refresh, catchUp } = useFiles();
  const cache = useQueryClient();
  const router = useRouter();
  const [peers, setPeers] = useState<readonly Peer[]>([]);
  const [branch, setBranch] = useState<LiveDocument>();
  useEffect(() => {
    if (!collab) return;
    const document = collab.branch(project.branch.id);
    const { awareness } = document.provider;
    const onAwareness = () => {
      const next = peersOf(awareness?.getStates() ?? new Map(), document.doc.clientID, project.me.id);
      setPeers((before) => (sameJson(before, next) ? before : next));
    };
    const readAgain = (parts: readonly ProjectPart[]) => {
      for (const part of parts) {
        const queryKey = part === 'inbox' ? inboxQuery.queryKey : keys.part(project.id, part);
        void cache.invalidateQueries({ queryKey });
      }
    };
    // What was said while the socket was away, or before it came, was not heard.
    const onSynced = () => {
      readAgain(projectPart.options);
      void catchUp();
    };
    // Taken out of the project, or signed out elsewhere: the page says so when it is drawn anew.
    const onClose = ({ event }: { event: { reason: string } }) => {
      // The protocol carries the server's reason, and never its code.
      if (event.reason === 'access.removed') window.location.reload();
    };
    const onNotice = ({ payload }: { payload: string }) => {
      const notice = collabNotice.safeParse(JSON.parse(payload)).data;
      if (notice?.type === 'files') void refresh();
      if (notice?.type === 'written') void refresh(notice.documentIds);
      if (notice?.type === 'changed') readAgain(notice.parts);
      // The page's role decides what it lets one do.
      if (notice?.type === 'role') router.refresh();
    };
    awareness?.on('change', onAwareness);
    document.provider.on('stateless', onNotice);
    document.provider.on('synced', onSynced);
    document.provider.on('close', onClose);
    setBranch(document);
    return () => {
      awareness?.off('change', onAwareness);
      document.provider.off('stateless', onNotice);
      document.provider.off('synced', onSynced);
      document.provider.off('close', onClose);
      document.release();
      setBranch(undefined);
    };
  }, [collab, project.branch.id, project.id, project.me.id, refresh, catchUp, cache, router]);
  const [followed, follow] = useState<string>();
  // Stable while people move: an effect that says a place must not say it again for theirs.
  const setPlace = useCallback<PresenceScope['setPlace']>(
    (place) => branch?.provider.awareness?.setLocalState(place),
    [branch],
  );
  const scope = useMemo<PresenceScope>(
    () => ({ peers, setPlace, following: peers.find(({ id }) => id === followed), follow }),
    [peers, setPlace, followed],
  );
  return <Context value={scope}>{children}</Context>;
}

export const usePresence = (): PresenceScope => useContext(Context);

/** Says where I am while I am there. */
export function usePlace(path: string | undefined, nodeId: string | undefined): void {
  const { setPlace } = usePresence();
  useEffect(() => {
    setPlace({ path, nodeId });
    return () => setPlace({});
  }, [setPlace, path, nodeId]);
}
