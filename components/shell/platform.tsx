'use client';
import { createContext, type ReactNode, useContext } from 'react';
import { chordLabel } from './keys.ts';

const Platform = createContext(true);

/** Whether the reader sits at a Mac: told by the server from the request, so that keys don't change their name after the first paint. */
export function PlatformProvider({ mac, children }: { readonly mac: boolean; readonly children: ReactNode }) {
  return <Platform value={mac}>{children}</Platform>;
}

export const useMac = (): boolean => useContext(Platform);

/** Gives the function that writes a chord as this reader's keyboard has it. */
export function useKeyLabel(): (chord: string) => string {
  const mac = useMac();
  return (chord) => chordLabel(chord, mac);
}
