'use client';
import { useEffect, useRef } from 'react';
import { isChord, parseChord } from './keys.ts';
import { useMac } from './platform.tsx';

/** What a chord does; `false` leaves the key to whoever comes next. */
export type Hotkeys = Readonly<Record<string, ((event: KeyboardEvent) => unknown) | undefined>>;

/**
 * Keys of the whole page while the caller is mounted. They are caught on the way down, before the
 * editor sees them; a chord without a modifier is ignored while a text field has the focus, and every one
 * while a dialog or a menu stands over the page: Escape closes that, and not what is behind it.
 */
export function useHotkeys(keys: Hotkeys): void {
  const mac = useMac();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isOverPage(event.target)) return;
      for (const [text, act] of Object.entries(latest.current)) {
        const chord = parseChord(text);
        if (!act || !isChord(event, chord, mac)) continue;
        if (!chord.mod && !chord.key.startsWith('f') && isTyping(event.target)) continue;
        if (act(event) === false) continue;
        event.preventDefault();
        event.stopPropagation();
        return;
      }
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [mac]);
}

/** `data-page-keys` lets the page's keys through: the palette changes its mode by them. */
const OVER_PAGE = '[role="dialog"][data-state="open"]:not([data-page-keys]), [role="menu"][data-state="open"]';

const isOverPage = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(OVER_PAGE) !== null;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
