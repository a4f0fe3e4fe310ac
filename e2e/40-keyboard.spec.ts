import { expect, type Page, test } from '@playwright/test';
import { watchConsole } from './support/console.ts';
import { enterFlights } from './support/person.ts';
import { linesOf, undoTo } from './support/workbench.ts';

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
  await expect(page.getByRole('tree')).toBeVisible();
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

test('⌘K finds the ways to run what is open, and the whole project', async () => {
  await key('Mod+k');
  await page.keyboard.type('build');
  for (const name of ['Build fct_plane_profile', /^Build with upstream/, 'Build the whole project'])
    await expect(page.getByRole('option', { name })).toBeVisible();
  await key('Escape');
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();
});

test('completion offers columns behind an alias, and ⇧⌥F puts spaces right without another word', async () => {
  const before = await linesOf(page);
  await key('Mod+Home');
  await key('ArrowDown');
  await key('End');
  await page.keyboard.type('\n  p .');
  await key('Backspace');
  await key('Backspace');
  await page.keyboard.type('.eng');
  await expect(page.locator('.suggest-widget').getByText('engine', { exact: true }).first()).toBeVisible();
  await key('Escape');
  await page.keyboard.type('ine ,');
  await key('Shift+Alt+f');
  await expect(page.locator('.view-line').filter({ hasText: /^\s{4}p\.engine,$/ })).toBeVisible();
  await undoTo(page, before);
});

test('completion waits for a database that answers late', async () => {
  const answer = Promise.withResolvers<void>();
  await page.route('**/catalog', async (route) => {
    await answer.promise;
    await route.continue();
  });
  await page.reload();
  await page.locator(`[data-path="${FILE}"] .view-lines`).click();
  const before = await linesOf(page);
  await key('Mod+Home');
  await key('End');
  await page.keyboard.type('\n  p.eng');
  answer.resolve();
  await expect(page.locator('.suggest-widget').getByText('engine', { exact: true }).first()).toBeVisible();
  await page.unroute('**/catalog');
  await key('Escape');
  await undoTo(page, before);
});

test('F12 goes to a definition, ⇧F12 shows who else reads it, Escape comes back', async () => {
  await key('Mod+Home');
  await key('Mod+f');
  await page.keyboard.type('int_flights_asof');
  await key('Escape');
  await key('Shift+F12');
  const peek = page.locator('.reference-zone-widget');
  await expect(peek).toContainText('fct_airport_congestion.sql');
  await key('Escape');
  await expect(peek).toBeHidden();
  await key('F12');
  await expect(page.locator('[data-path="models/intermediate/int_flights_asof.sql"] .view-lines')).toBeVisible();
});

test('⌘Enter shows rows, the tabs below answer to arrows, ⌘J and ⌘B fold the panels', async () => {
  await key('Mod+p');
  await page.keyboard.type('stg_planes.sql');
  await key('Enter');
  await expect(page.locator('[data-path="models/staging/stg_planes.sql"] .view-lines')).toContainText('built_year');
  await key('Mod+Enter');
  await expect(page.getByRole('gridcell', { name: 'EMBRAER' }).first()).toBeVisible();
  await page.getByRole('tab', { name: 'Results' }).focus();
  await key('ArrowRight');
  await expect(page.getByRole('img', { name: /by/ }).filter({ visible: true })).toBeVisible();
  await key('End');
  await expect(page.getByRole('rowheader', { name: 'built_year' })).toBeVisible();
  await expect(page.getByRole('button', { name: /planes year/ }).first()).toBeVisible();
  await key('Mod+j');
  await expect(page.getByRole('tab', { name: 'Results' })).toBeHidden();
  await key('Mod+j');
  await expect(page.getByRole('tab', { name: 'Results' })).toBeVisible();
  await key('Mod+b');
  await expect(page.getByRole('tree')).toBeHidden();
  await key('Mod+b');
  await expect(page.getByRole('tree')).toBeVisible();
});

test('⌘K goes to the graph, arrows walk it, Enter opens the node', async () => {
  await key('Mod+k');
  await page.keyboard.type('go to graph');
  await key('Enter');
  const graph = page.getByRole('region', { name: 'Graph of the project' });
  await expect(graph.getByText('flight_features').first()).toBeVisible();
  await key('/');
  await page.keyboard.type('stg_planes');
  await key('Enter');
  await key('Enter');
  await expect(page).toHaveURL(/stg_planes/);
});

test('⌘S saves a version', async () => {
  await key('Mod+s');
  await expect(
    page
      .getByText(/version \d+/i)
      .filter({ visible: true })
      .first(),
  ).toBeVisible();
});
