import * as echarts from 'echarts';
import type { Drawing, Theme } from './drawing.ts';

/** Draws any option in SVG: all of ECharts, because a person's code may ask for any series. */
export function draw(
  element: HTMLElement,
  spec: Readonly<Record<string, unknown>>,
  { tokens, isDark }: Theme,
): Promise<Drawing> {
  const chart = echarts.init(element, isDark ? 'dark' : null, { renderer: 'svg', height: 320 });
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: tokens.font, fontSize: 12 },
    ...spec,
  });
  const resize = new ResizeObserver(() => chart.resize());
  resize.observe(element);
  const end = () => {
    resize.disconnect();
    chart.dispose();
  };
  return Promise.resolve({ end });
}
