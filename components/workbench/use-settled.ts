'use client';
import { useCallback } from 'react';
import { useSaveStateNow } from '#components/editor/documents.tsx';

const STEP_MS = 25;
const LONGEST_MS = 2_000;

/**
 * Waits until what was typed is on the server: a preview reads the document there, and the keystroke
 * before ⌘Enter travels on another way. It waits no longer than two seconds; offline, not at all.
 */
export function useSettled(): () => Promise<void> {
  const state = useSaveStateNow();
  return useCallback(async () => {
    const end = Date.now() + LONGEST_MS;
    while (state() === 'here' && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }, [state]);
}
