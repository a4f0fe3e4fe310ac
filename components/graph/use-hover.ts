'use client';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const REST_MS = 300;
const CARD = { width: 328, height: 220 };

export interface HoverPlace {
  readonly id: string;
  readonly left: number;
  readonly top: number;
}

/** A node under a resting pointer, with where its card fits inside the stage: right of it, else left. */
export function useHover(stage: RefObject<HTMLElement | null>): {
  readonly shown: HoverPlace | undefined;
  readonly over: (id: string | undefined, element?: HTMLElement) => void;
} {
  const [shown, setShown] = useState<HoverPlace>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const over = useCallback(
    (id: string | undefined, element?: HTMLElement) => {
      clearTimeout(timer.current);
      if (id === undefined || !element) return setShown(undefined);
      timer.current = setTimeout(() => setShown({ id, ...placeBeside(element, stage.current) }), REST_MS);
    },
    [stage],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return { shown, over };
}

function placeBeside(element: HTMLElement, stage: HTMLElement | null): { left: number; top: number } {
  const node = element.getBoundingClientRect();
  const room = stage?.getBoundingClientRect();
  if (!room) return { left: 0, top: 0 };
  const right = node.right - room.left + 12;
  const left = right + CARD.width > room.width ? node.left - room.left - CARD.width - 12 : right;
  const top = Math.min(node.top - room.top - 8, room.height - CARD.height - 8);
  return { left: Math.max(8, left), top: Math.max(8, top) };
}
