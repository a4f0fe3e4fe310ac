'use client';
import { createContext } from 'react';
import type { TrainingGlance } from './training-card.tsx';

/** What nodes on the canvas may ask for. One context, so that node data stays plain and comparable. */
export interface GraphUseValue {
  readonly train: (id: string) => void;
  readonly cancel: (id: string) => void;
  readonly mayRun: boolean;
  /** The node that takes the tab key when none is selected. */
  readonly isTabStop: (id: string) => boolean;
  readonly glance: (id: string) => TrainingGlance | undefined;
}

export const GraphUse = createContext<GraphUseValue>({
  train: () => {},
  cancel: () => {},
  mayRun: false,
  isTabStop: () => false,
  glance: () => undefined,
});
