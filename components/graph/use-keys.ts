'use client';
import { type RefObject, useEffect, useRef } from 'react';
import { type GraphKey, graphKey } from './commands.ts';

/** Hands the screen's keys to `act`, wherever the focus stands but in a field, a menu or a dialog. */
export function useGraphKeys(stage: RefObject<HTMLElement | null>, act: (key: GraphKey) => boolean): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isElsewhere(event.target, stage.current)) return;
      const key = graphKey(event);
      // Enter on a button that is not a node presses it.
      if (
        key?.type === 'act' &&
        event.key === 'Enter' &&
        !event.metaKey &&
        !event.ctrlKey &&
        isOtherButton(event.target)
      )
        return;
      if (key && latest.current(key)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [stage]);
}

function isElsewhere(target: EventTarget | null, stage: HTMLElement | null): boolean {
  if (!(target instanceof HTMLElement) || target === document.body) return false;
  if (target.closest('input, select, textarea, [role=menu], [role=dialog], [contenteditable]')) return true;
  return !stage?.contains(target);
}

const isOtherButton = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a') !== null && target.closest('[data-node]') === null;
