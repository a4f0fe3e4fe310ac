import { expect, type Page, test } from '@playwright/test';
import { enterFlights } from './support/person.ts';
import { openFile, seen, stored } from './support/workbench.ts';

/** The Tests tab: a unit test is run by itself, shows what differs, and leads to its line. */
test.describe.configure({ mode: 'serial' });

const YAML = 'models/staging/staging.yml';
const UNIT_TEST =
  "unit_tests: [{name: keeps_the_year, model: stg_planes, given: [{input: \"source('nyc', 'planes')\", " +
  'rows: [{tailnum: N1, year: 2001}, {tailnum: N2}]}], expect: {rows: [{tailnum: N1, built_year: 2000}, {tailnum: N2, built_year: null}]}}]';

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await enterFlights(page);
});

test.afterAll(async () => {
  await page.close();
});

test('a unit test that fails shows expected beside actual rows', async () => {
  await openFile(page, YAML);
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText(UNIT_TEST);
  await stored(page);
  await openFile(page, 'models/staging/stg_planes.sql');
  await page.getByRole('tab', { name: /^Tests/ }).click();
  const group = page.getByRole('region', { name: 'Tests: Unit tests' });
  await expect(group).toContainText('never run');
  await group.getByRole('button', { name: 'Run keeps_the_year again' }).click();
  await expect(group).toContainText('failed', { timeout: 60_000 });
  await group.getByRole('button', { name: /^keeps_the_year/ }).click();
  const differs = group.getByRole('row').filter({ hasText: 'N1' });
  await expect(differs.getByRole('rowheader', { name: 'differs' })).toBeVisible();
  await expect(differs.locator('del')).toHaveText('2000');
  await expect(differs.locator('ins')).toHaveText('2001');
});

test('and leads to where it is written', async () => {
  const group = page.getByRole('region', { name: 'Tests: Unit tests' });
  await group.getByRole('button', { name: `Open ${YAML}` }).click();
  await expect(page.locator(`[data-path="${YAML}"] .view-lines`)).toContainText('keeps_the_year');
  await expect(seen(page, /Ln 51, Col/)).toBeVisible();
  // The page was loaded anew since: nothing to undo, so the line goes by hand.
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('Delete');
  await expect(page.locator('.view-lines')).not.toContainText('keeps_the_year');
  await stored(page);
});
