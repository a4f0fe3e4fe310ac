/** A chart that a person's code made, as JSON: drawn from its own data, never run and never fetched for. */
export type ChartLanguage = 'vega' | 'echarts';

const MIMES: Readonly<Record<string, ChartLanguage>> = {
  'application/vnd.vegalite.v5+json': 'vega',
  'application/vnd.vegalite.v6+json': 'vega',
  'application/vnd.echarts+json': 'echarts',
};

export interface CellChart {
  readonly language: ChartLanguage;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The chart of an output; undefined of another kind of output, and of text that is not a JSON object. */
export function chartOf({ mime, data }: { readonly mime: string; readonly data: string }): CellChart | undefined {
  const language = MIMES[mime];
  const spec = language && parsed(data);
  return language && isObject(spec) ? { language, spec: language === 'echarts' ? harmless(spec) : spec } : undefined;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What leads out of the picture: addresses to open, and the toolbox with its page of HTML. */
const LEADS_OUT = new Set(['link', 'sublink', 'toolbox', 'extraCssText', 'renderMode']);

/** An ECharts option without links, whose tips are text: ECharts would put a tip's words into the page as HTML. */
function harmless(option: Record<string, unknown>): Record<string, unknown> {
  const { tooltip, ...rest } = strip(option);
  return { ...rest, tooltip: { ...(isObject(tooltip) ? tooltip : {}), renderMode: 'richText' } };
}

function strip(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !LEADS_OUT.has(key))
      .map(([key, each]) => [key, stripped(each)]),
  );
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  return isObject(value) ? strip(value) : value;
}
