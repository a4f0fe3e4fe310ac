import { expect, type Page, test } from '@playwright/test';
import { watchConsole } from './support/console.ts';
import { undoUntil } from './support/workbench.ts';

/**
 * From a fresh product to a model trained in the database by a click: one person, one browser,
 * told in order. Each test goes on where the one before stopped.
 */
test.describe.configure({ mode: 'serial' });

let page: Page;
let complaints: string[];

const OWNER = { name: 'Lena Brandt', email: 'lena@harborline.example', password: 'a sentence is quite fine' };
/** A file can be typed into as soon as its live document is here. */
async function openFile(path: string): Promise<void> {
  await page.goto(`/p/flights?file=${path}`);
  await page.locator(`[data-path="${path}"][data-live="true"]`).click();
}

/** Words that a person sees: pages also hold the phone's copy of some, hidden. */
const seen = (words: string | RegExp) => page.getByText(words).filter({ visible: true }).first();

/** A busy machine builds and trains the flights in a minute or two; the bench judges speed, not this. */
const TRAINING = 10 * 60_000;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  complaints = watchConsole(page);
});

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

test.afterAll(async () => {
  await page.close();
});

test('the first visitor makes the owner account and sees the samples', async () => {
  await page.goto('/');
  await page.getByLabel('Name').fill(OWNER.name);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await expect(page.getByRole('heading', { name: 'Good to have you, Lena' })).toBeVisible();
  await expect(
    page.getByRole('article', { name: 'Sample flights' }).getByText('336,776', { exact: true }),
  ).toBeVisible();
  await expect(page.getByRole('article', { name: 'Sample iris' })).toBeVisible();
});

test('out and in again', async () => {
  await page.getByRole('button', { name: /account and theme/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Open flights' })).toBeVisible();
});

test('a feature model edited in Monaco changes the graph as it is typed, and is stored', async () => {
  await page.getByRole('button', { name: 'Open flights' }).click();
  await expect(page).toHaveURL(/\/p\/flights/);
  await openFile('models/features/fct_plane_profile.sql');
  await expect(page.locator('.view-lines')).toContainText('p.engines');
  await page.keyboard.press('ControlOrMeta+Home');
  for (let line = 0; line < 2; line += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.insertText("\n    {{ ref('stg_airlines_typo') }}.x,");
  await expect(seen(/stg_airlines_typo/)).toBeVisible();
  await expect(seen('1 problem')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await page.keyboard.insertText('\n    p.seats / nullif(p.engines, 0) as seats_per_engine,');
  await expect(page.getByText('No problems')).toBeVisible();
  await expect(page.getByText('Stored', { exact: true })).toBeVisible();
});

test('what was typed is there after a reload', async () => {
  await page.reload();
  await expect(page.locator('.view-lines')).toContainText('seats_per_engine');
});

test('the graph leads to the training node; one click opens Train', async () => {
  await page.getByRole('link', { name: 'Graph' }).first().click();
  const graph = page.getByRole('region', { name: 'Graph of the project' });
  await expect(graph.getByText('flight_features').first()).toBeVisible();
  await graph.getByText('arr_late_lgbm').first().click();
  await expect(page).toHaveURL(/\/train\/arr_late_lgbm/);
  await expect(page.getByText('The training set is not built yet')).toBeVisible();
});

test('one more click trains: everything upstream is built in the database, then the model learns', async () => {
  test.setTimeout(TRAINING + 60_000);
  await page
    .getByRole('button', { name: /^Train/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: /^Cancel/ }).first()).toBeVisible();
  await expect(page.getByText('Fold by fold')).toBeVisible({ timeout: TRAINING });
  await expect(seen('ROC AUC')).toBeVisible();
  await expect(page.getByText(/better than the baseline/)).toBeVisible();
  await expect(page.getByText('Importance')).toBeVisible();
});

test('the model answers for a row, in the database', async () => {
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(seen(/%/)).toBeVisible();
});

test('the prediction node is built and its rows are read', async () => {
  test.setTimeout(TRAINING + 60_000);
  await openFile('models/training/arr_late_scored.sql');
  const about = page.getByRole('complementary', { name: 'About arr_late_scored' });
  await expect(about.getByText('never built').first()).toBeVisible();
  await page.getByRole('button', { name: 'More ways to run' }).click();
  await page.getByRole('menuitem', { name: 'Build arr_late_scored' }).click();
  await expect(about.getByText('fresh', { exact: true })).toBeVisible({ timeout: TRAINING });
  // Any file's text can be asked: the selection runs as one's own role, and nothing is written.
  await openFile('models/marts/carrier_daily.sql');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText("\nselect origin, count(*) as scored from {{ ref('arr_late_scored') }} group by 1");
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('gridcell', { name: 'JFK' })).toBeVisible();
  await undoUntil(page, 'scored from');
});

test('⇧⌘Enter builds with upstream, however early it is pressed', async () => {
  test.setTimeout(TRAINING + 60_000);
  await openFile('models/staging/stg_airlines.sql');
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(seen(/Run \d+ has started/)).toBeVisible();
  const about = page.getByRole('complementary', { name: 'About stg_airlines' });
  await expect(about.getByText('fresh', { exact: true })).toBeVisible({ timeout: TRAINING });
});

test('the trained model and its run are in their lists', async () => {
  await page.goto('/p/flights/models');
  await expect(seen('arr_late_lgbm')).toBeVisible();
  await page.goto('/p/flights/runs/1');
  await expect(seen('arr_late_lgbm')).toBeVisible();
  await expect(seen('Run 1')).toBeVisible();
});
