'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { useMedia } from './use-media.ts';

export type ThemeChoice = 'system' | 'dark' | 'light';
export const THEME_COOKIE = 'insitu-theme';
const CHANGED = 'insitu:theme';

/** The theme a person chose and the one that shows. The choice is a cookie, so that the server draws it at once. */
export function useTheme(): {
  readonly choice: ThemeChoice;
  readonly shown: 'dark' | 'light';
  readonly choose: (choice: ThemeChoice) => void;
} {
  const choice = useSyncExternalStore(subscribe, readChoice, (): ThemeChoice => 'system');
  const systemLight = useMedia('(prefers-color-scheme: light)');
  const choose = useCallback((next: ThemeChoice) => {
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    const age = next === 'system' ? 0 : 31_536_000;
    // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser yet
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${age}; samesite=lax`;
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  return { choice, shown: choice === 'system' ? (systemLight ? 'light' : 'dark') : choice, choose };
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  return () => window.removeEventListener(CHANGED, listener);
}

function readChoice(): ThemeChoice {
  const theme = document.documentElement.dataset.theme;
  return theme === 'dark' || theme === 'light' ? theme : 'system';
}
