import { expect as atOnce, type Page, test } from '@playwright/test';
import { invitation, join, type Somebody, signIn, somebody } from './support/people.ts';

/**
 * Two people and the files of one project: what one makes is the other's at once.
 */
test.describe.configure({ mode: 'serial', timeout: 300_000 });
/** Two browsers on a busy machine: what comes, comes. */
const expect = atOnce.configure({ timeout: 40_000 });

/** Told a second time to one product, the story has names of its own. */
const again = process.env.INSITU_E2E_REUSE === '1' ? String(Date.now() % 100_000) : '';
const BEA = `Bea${again}`;
const FOLDER = `models/shapes${again}`;

let owner: Somebody;
let bea: Somebody;

test.beforeAll(async ({ browser }) => {
  owner = await somebody(browser);
  bea = await somebody(browser);
});
test.afterAll(async () => {
  for (const { context } of [owner, bea]) await context.close();
});

const row = (page: Page, path: string) => page.locator(`[role="treeitem"][data-path="${path}"]`);
const view = (page: Page, path: string) => page.locator(`[data-live="true"][data-path="${path}"]`);
const says = (page: Page, path: string) =>
  page
    .locator(`[data-live][data-path="${path}"] .view-lines`)
    .evaluate((box) => box.textContent?.replaceAll('\u00a0', ' ') ?? '');
const menu = async (page: Page, path: string, item: string) => {
  await row(page, path).click({ button: 'right' });
  await page.getByRole('menuitem', { name: item }).click();
};

test('two people are in one project', async () => {
  await signIn(owner);
  await join(bea, await invitation(owner, 'iris', 'editor'), BEA);
  await expect(row(bea.page, 'models')).toBeVisible({ timeout: 60_000 });
});

test('a folder is made with its first file; a file is duplicated', async () => {
  const { page } = owner;
  await page.goto('/p/iris');
  await menu(page, 'models', 'New folder');
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill(`shapes${again}`);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name of the file' }).fill(`petal${again}_area.sql`);
  await page.keyboard.press('Enter');
  await expect(view(page, `${FOLDER}/petal${again}_area.sql`)).toBeVisible({ timeout: 60_000 });
  await page.locator('[data-live="true"] .view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText('select 1 as area');
  await expect(page.getByText('Stored', { exact: true })).toBeVisible();
  await bea.page.goto(`/p/iris?file=${FOLDER}/petal${again}_area.sql`);
  await expect(row(bea.page, `${FOLDER}/petal${again}_area.sql`)).toBeVisible();
  await menu(page, `${FOLDER}/petal${again}_area.sql`, 'Duplicate');
  await expect(row(bea.page, `${FOLDER}/petal${again}_area_copy.sql`)).toBeVisible();
  await expect.poll(() => says(page, `${FOLDER}/petal${again}_area_copy.sql`)).toBe('select 1 as area');
});
