import { expect, type Page, test } from '@playwright/test';
import { watchConsole } from './support/console.ts';
import { enterFlights } from './support/person.ts';

/** A day at the workbench without a mouse. */
test.describe.configure({ mode: 'serial' });

let page: Page;
let complaints: string[];
const FILE = 'models/features/fct_plane_profile.sql';
const key = (keys: string) => page.keyboard.press(keys.replace('Mod', 'ControlOrMeta'));

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  complaints = watchConsole(page);
  await enterFlights(page);
  await expect(page.getByRole('tree')).toBeVisible({ timeout: 60_000 });
});

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

test.afterAll(async () => {
  await page.close();
});

test('⌘P opens a file by a part of its name, and the text has the focus', async () => {
  await key('Mod+p');
  await page.keyboard.type('plane_prof');
  await expect(page.getByRole('option', { name: /fct_plane_profile/ })).toBeVisible();
  await key('Enter');
  await expect(page.locator(`[data-path="${FILE}"] .view-lines`)).toContainText('p.seats');
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();
});
