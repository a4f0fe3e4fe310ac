'use client';
import { useEffect, useRef } from 'react';
import { usePresence } from '#components/editor/presence.tsx';

/** Opens the file of whoever is followed, each time they go to another. */
export function useFollow(path: string | undefined, open: (path: string, keep: boolean) => void): void {
  const { following } = usePresence();
  const latest = useRef({ path, open });
  latest.current = { path, open };
  const theirs = following?.path;
  useEffect(() => {
    if (theirs !== undefined && theirs !== latest.current.path) latest.current.open(theirs, false);
  }, [theirs]);
}
