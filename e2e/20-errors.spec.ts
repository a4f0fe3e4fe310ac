import { expect, type Page, test } from '@playwright/test';
import { enterFlights } from './support/person.ts';
import { insertAfter, openFile, seen, stored, undoUntil } from './support/workbench.ts';

/** What the database says of a text stands on the line of the file that the person wrote. */
test.describe.configure({ mode: 'serial' });

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await enterFlights(page);
});

test.afterAll(async () => {
  await page.close();
});

/** The failure's card, whose button leads to the line; a fenced child's first start takes seconds. */
async function failsAt(path: string, line: number, words: RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Enter');
  const card = page.getByRole('alert').filter({ hasText: 'What happened' });
  await expect(card).toContainText(words, { timeout: 60_000 });
  await expect(card).toContainText(`${path}`);
  await expect(page.locator('.squiggly-error').first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Home');
  await card.getByRole('button', { name: /line/i }).click();
  await expect(seen(page, `Ln ${line}, Col`)).toBeVisible();
}

test('an error of PostgreSQL', async () => {
  const path = 'models/staging/stg_planes.sql';
  await openFile(page, path);
  await insertAfter(page, 4, '    upper(year) as oops,');
  await stored(page);
  await failsAt(path, 5, /function upper\((integer|bigint)\) does not exist/);
  await undoUntil(page, 'oops');
});

test('an error of Python', async () => {
  const path = 'models/features/holiday_distance.py';
  await openFile(page, path);
  await insertAfter(page, 8, "    raise ValueError('no holiday')");
  await stored(page);
  await failsAt(path, 9, /ValueError: no holiday|no holiday/);
  await undoUntil(page, 'no holiday');
});

test('an error of Jinja, while it is typed', async () => {
  await openFile(page, 'models/staging/stg_airlines.sql');
  await insertAfter(page, 1, "    {{ ref('stg_airport') }}.x,");
  await expect(page.locator('.view-lines')).toContainText('stg_airports');
  await expect(seen(page, '1 problem')).toBeVisible();
  await undoUntil(page, 'stg_airport');
  await expect(seen(page, 'No problems')).toBeVisible();
});
