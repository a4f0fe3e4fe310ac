/** The colours a chart draws with, read from the page's tokens so that both themes hold. */
export interface ChartTokens {
  readonly text1: string;
  readonly text2: string;
  readonly text3: string;
  readonly grid: string;
  readonly surface: string;
  readonly border: string;
  readonly line1: string;
  readonly line2: string;
  readonly line3: string;
  readonly bar: string;
  readonly barHigh: string;
  readonly font: string;
}

export function readTokens(element: Element): ChartTokens {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text1: read('--text-1'),
    text2: read('--text-2'),
    text3: read('--text-3'),
    grid: read('--chart-grid'),
    surface: read('--surface-2'),
    border: read('--border-2'),
    line1: read('--chart-1'),
    line2: read('--chart-2'),
    line3: read('--chart-3'),
    bar: read('--bar'),
    barHigh: read('--bar-hi'),
    font: read('--ui') || 'Inter, system-ui, sans-serif',
  };
}

/** What every chart has in common: no animation, hairline grid, 11 px axes, a tip in the page's dress. */
export function baseOption(tokens: ChartTokens): Record<string, unknown> {
  return {
    animation: false,
    textStyle: { fontFamily: tokens.font, fontSize: 11, color: tokens.text3 },
    grid: { left: 40, right: 16, top: 12, bottom: 24 },
    tooltip: {
      trigger: 'axis',
      backgroundColor: tokens.surface,
      borderColor: tokens.border,
      borderWidth: 1,
      padding: [6, 8],
      textStyle: { color: tokens.text1, fontSize: 11, fontFamily: tokens.font },
      axisPointer: { lineStyle: { color: tokens.border, type: 'solid' } },
      transitionDuration: 0,
    },
  };
}

/** A value axis with hairlines; `bounds` fixes it, so that a live chart doesn't jump. */
export function valueAxis(tokens: ChartTokens, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'value',
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: tokens.text3, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: tokens.grid } },
    ...more,
  };
}
