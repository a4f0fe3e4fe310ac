'use client';
import { useRef } from 'react';

/**
 * What has the focus when something opens over the page gets it back when that closes. Radix gives it to the
 * trigger, which a dialog that a key, a menu or a program opens doesn't have: the keyboard was left nowhere.
 */
export function useFocusBack(open: boolean): (event: Event) => void {
  const from = useRef<HTMLElement>(null);
  const was = useRef(false);
  // While it is drawn: a field with autoFocus inside has the focus before any effect runs.
  if (open && !was.current) from.current = focused();
  was.current = open;
  return (event) => {
    event.preventDefault();
    if (document.activeElement === document.body && from.current?.isConnected) from.current.focus();
  };
}

/** The focused element; for an entry of a menu, which is about to go, the button of the menu. */
function focused(): HTMLElement | null {
  if (typeof document === 'undefined') return null;
  const at = document.activeElement;
  const menu = at?.closest('[role="menu"]');
  const origin = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : at;
  return origin instanceof HTMLElement ? origin : null;
}
