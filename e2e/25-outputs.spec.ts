import { expect, type Page, test } from '@playwright/test';
import { watchConsole } from './support/console.ts';
import { enterFlights } from './support/person.ts';
import { insertAfter, openFile, stored, undoUntil } from './support/workbench.ts';

/** What a Python cell draws is drawn: under the page's own Content-Security-Policy, which forbids `eval`. */
test.describe.configure({ mode: 'serial' });

let page: Page;
let complaints: string[];

const VEGA = `{"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "title": "Late by hour", "mark": "bar", "data": {"values": [{"hour": 6, "late": 12}, {"hour": 18, "late": 40}]}, "encoding": {"x": {"field": "hour", "type": "ordinal"}, "y": {"field": "late", "type": "quantitative", "axis": {"labelExpr": "datum.label + ' %'"}}}}`;
const ECHARTS = `{"title": {"text": "Late by month"}, "xAxis": {"type": "category", "data": ["jan", "feb"]}, "yAxis": {}, "series": [{"type": "bar", "data": [3, 5]}]}`;
const CELL = `    import matplotlib.pyplot as plt; plt.plot([1, 3, 2]); display(${VEGA}, ${ECHARTS}, pd.DataFrame({"carrier": ["UA", None]})); return pd.DataFrame({"day": [1]})`;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  complaints = watchConsole(page);
  await enterFlights(page);
});

test.afterAll(async () => {
  await page.close();
});

test('a figure, a Vega-Lite chart, an ECharts option and a frame', async () => {
  test.setTimeout(240_000);
  await openFile(page, 'models/features/holiday_distance.py');
  await insertAfter(page, 8, CELL);
  await stored(page);
  await page.keyboard.press('ControlOrMeta+Enter');
  const figure = page.getByRole('img', { name: 'Figure that the cell drew' });
  await expect(figure).toBeVisible({ timeout: 150_000 });
  expect(await figure.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBeGreaterThan(
    100,
  );
  const vega = page.locator('[data-chart="vega"]');
  await expect(vega.getByText('40 %').or(vega.getByText('20 %')).first()).toBeVisible();
  await expect(page.locator('[data-chart="echarts"]').getByText('feb')).toBeVisible();
  await expect(page.getByRole('cell', { name: 'UA' })).toBeVisible();
  await undoUntil(page, 'matplotlib');
  expect(complaints).toEqual([]);
});
