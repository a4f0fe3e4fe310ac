import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { ChartTokens } from '../tokens.ts';
import type { Drawing, Theme } from './drawing.ts';

/** Nothing is fetched and nothing is opened: a cell's chart carries its data with it. */
const closed = {
  load: () =>
    Promise.reject(
      new Error('A chart of a cell is drawn from the data in it; put the rows into it instead of an address.'),
    ),
  sanitize: () => Promise.reject(new Error('A chart of a cell has no links and no pictures of other places.')),
  http: () => Promise.reject(new Error('A chart of a cell fetches nothing.')),
  file: () => Promise.reject(new Error('A chart of a cell reads no file.')),
};

/**
 * Draws a Vega-Lite spec in SVG. Expressions are interpreted, not compiled to JavaScript: the page's
 * Content-Security-Policy forbids `eval`.
 * @throws when the spec is none of Vega-Lite
 */
export async function draw(
  element: HTMLElement,
  spec: Readonly<Record<string, unknown>>,
  { tokens }: Theme,
): Promise<Drawing> {
  if (!isVegaLite(spec)) throw new Error('This is no Vega-Lite chart: it has neither a mark nor layers of marks.');
  const { spec: full } = compile(spec, { config: themeOf(tokens) });
  const runtime = parse(full, undefined, { ast: true });
  const view = new View(runtime, { expr: expressionInterpreter, loader: closed, renderer: 'svg', hover: true });
  // Vega says of the element it draws into what it is, and would take the name our box has.
  const inner = element.appendChild(document.createElement('div'));
  const end = () => {
    view.finalize();
    inner.remove();
  };
  try {
    await view.initialize(inner).runAsync();
  } catch (error) {
    end();
    throw error;
  }
  return { end };
}

const VIEWS = ['mark', 'layer', 'facet', 'repeat', 'concat', 'hconcat', 'vconcat'];
const isVegaLite = (spec: object): spec is TopLevelSpec => VIEWS.some((key) => Object.hasOwn(spec, key));

const themeOf = ({ text1, text2, text3, grid, font, line1, line2, line3 }: ChartTokens) => ({
  background: 'transparent',
  font,
  axis: { labelColor: text3, titleColor: text2, gridColor: grid, domainColor: grid, tickColor: grid },
  legend: { labelColor: text2, titleColor: text2 },
  title: { color: text1 },
  view: { stroke: grid },
  range: { category: [line1, line2, line3] },
});
