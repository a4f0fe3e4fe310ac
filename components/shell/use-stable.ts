'use client';
import { useRef } from 'react';

/** The value of before for as long as it says the same, so that what is drawn from it stays. */
export function useStable<T>(value: T, isSame: (before: T, now: T) => boolean): T {
  const kept = useRef(value);
  if (!isSame(kept.current, value)) kept.current = value;
  return kept.current;
}

export const sameList = <T>(before: readonly T[], now: readonly T[]): boolean =>
  before.length === now.length && before.every((each, at) => each === now[at]);

/** Whether two plain values are written alike. */
export const sameJson = (before: unknown, now: unknown): boolean => JSON.stringify(before) === JSON.stringify(now);

export const sameSet = <T>(before: ReadonlySet<T>, now: ReadonlySet<T>): boolean =>
  before.size === now.size && [...now].every((each) => before.has(each));
