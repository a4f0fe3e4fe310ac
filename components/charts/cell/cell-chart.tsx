'use client';
import { useEffect, useRef, useState } from 'react';
import { Note } from '#components/ui/index.ts';
import { readTokens } from '../tokens.ts';
import styles from './cell.module.css';
import type { Drawing } from './drawing.ts';
import type { ChartLanguage, CellChart as Spec } from './spec.ts';

/** Each library comes with the first chart that speaks its language. */
const LIBRARIES = {
  vega: () => import('./draw-vega.ts'),
  echarts: () => import('./draw-echarts.ts'),
} as const satisfies Record<ChartLanguage, unknown>;

/** A chart that a cell made, drawn in the page's theme; one that can't be drawn says why and shows its JSON. */
export function CellChart({ chart: { language, spec } }: { readonly chart: Spec }) {
  const box = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let drawing: Promise<Drawing | undefined> = Promise.resolve(undefined);
    let isGone = false;
    const redraw = () => {
      drawing = drawing
        .then((before) => before?.end())
        .then(LIBRARIES[language])
        .then(({ draw }) => (isGone ? undefined : draw(element, spec, themeAt(element))))
        .catch((error: unknown) => {
          setFailure(error instanceof Error ? error.message : String(error));
          return undefined;
        });
    };
    redraw();
    const system = matchMedia('(prefers-color-scheme: dark)');
    window.addEventListener('insitu:theme', redraw);
    system.addEventListener('change', redraw);
    return () => {
      isGone = true;
      window.removeEventListener('insitu:theme', redraw);
      system.removeEventListener('change', redraw);
      void drawing.then((last) => last?.end());
    };
  }, [language, spec]);
  if (failure !== undefined) {
    return (
      <div>
        <Note tone="bad">The chart could not be drawn: {failure}</Note>
        <pre>{JSON.stringify(spec, null, 2)}</pre>
      </div>
    );
  }
  return <div ref={box} role="img" aria-label={labelOf(spec)} className={styles.chart} data-chart={language} />;
}

const themeAt = (element: Element) => ({
  tokens: readTokens(element),
  isDark: getComputedStyle(element).colorScheme === 'dark',
});

/** What a chart calls itself: a title is a text, or an object with one, in both languages. */
function labelOf({ title, description }: Spec['spec']): string {
  const named = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  const words = [description, named].find((each) => typeof each === 'string' && each !== '');
  return typeof words === 'string' ? words : 'Chart that the cell drew';
}
