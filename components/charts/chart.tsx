'use client';
import { useEffect, useRef } from 'react';
import styles from './chart.module.css';
import type { EChartsCoreOption, EChartsType } from './echarts.ts';
import { type ChartTokens, readTokens } from './tokens.ts';

/**
 * ECharts, wrapped once: loaded when the first chart mounts, drawn as SVG, resized with its box,
 * redrawn when the theme changes. `label` says in words what the picture shows.
 */
export function Chart({
  option,
  label,
  className = '',
}: {
  readonly option: (tokens: ChartTokens) => EChartsCoreOption;
  readonly label: string;
  readonly className?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const latest = useRef(option);
  latest.current = option;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    const draw = () => chart.current?.setOption(latest.current(readTokens(element)), { notMerge: true });
    const resize = new ResizeObserver(() => chart.current?.resize());
    const system = matchMedia('(prefers-color-scheme: dark)');
    import('./echarts.ts').then(({ start }) => {
      if (gone) return;
      chart.current = start(element);
      draw();
      resize.observe(element);
      window.addEventListener('insitu:theme', draw);
      system.addEventListener('change', draw);
    });
    return () => {
      gone = true;
      resize.disconnect();
      window.removeEventListener('insitu:theme', draw);
      system.removeEventListener('change', draw);
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => {
    if (box.current) chart.current?.setOption(option(readTokens(box.current)), { notMerge: true });
  }, [option]);

  return <div ref={box} role="img" aria-label={label} className={`${styles.chart} ${className}`} />;
}
