'use client';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import type { LiveDocument } from '#lib/client/collab.ts';
import { inboxQuery, keys } from '#lib/client/queries.ts';
import { collabNotice, type ProjectPart, projectPart } from '#lib/contracts/notice.ts';
import { useCollab } from './documents.tsx';
import { type Peer, peersOf, samePeers } from './live/peers.ts';

interface PresenceScope {
  /** Everyone else who is in this branch now, each once. */
  readonly peers: readonly Peer[];
  /** Says where I am. */
  readonly setPlace: (place: { readonly path?: string }) => void;
}

const Context = createContext<PresenceScope>({ peers: [], setPlace: () => {} });

/** Who is where in the branch; also hears when files come, go or change. */
export function PresenceProvider({ children }: { readonly children: ReactNode }) {
  const collab = useCollab();
  const { project } = useProject();
  const { refresh } = useFiles();
  const cache = useQueryClient();
  const [peers, setPeers] = useState<readonly Peer[]>([]);
  const [branch, setBranch] = useState<LiveDocument>();
  useEffect(() => {
    if (!collab) return;
    const document = collab.branch(project.branch.id);
    const { awareness } = document.provider;
    const onAwareness = () => {
      const next = peersOf(awareness?.getStates() ?? new Map(), document.doc.clientID, project.me.id);
      setPeers((before) => (samePeers(before, next) ? before : next));
    };
    const readAgain = (parts: readonly ProjectPart[]) => {
      for (const part of parts) {
        const queryKey = part === 'inbox' ? inboxQuery.queryKey : keys.part(project.id, part);
        void cache.invalidateQueries({ queryKey });
      }
    };
    // What was said while the socket was away was not heard.
    const onSynced = () => readAgain(projectPart.options);
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
  }, [collab, project.branch.id, project.id, project.me.id, refresh, cache]);
  const scope = useMemo<PresenceScope>(
    () => ({ peers, setPlace: (place) => branch?.provider.awareness?.setLocalState(place) }),
    [peers, branch],
  );
  return <Context value={scope}>{children}</Context>;
}

export const usePresence = (): PresenceScope => useContext(Context);
