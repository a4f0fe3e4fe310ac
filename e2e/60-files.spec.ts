import { expect, type Page, test } from '@playwright/test';
import { invitation, join, type Somebody, somebody } from './support/people.ts';
import { enterFlights } from './support/person.ts';

/**
 * Two people and the files of one project: what one makes, renames, moves, deletes, brings back, uploads or
 * replaces is the other's at once, also under their cursor.
 */
test.describe.configure({ mode: 'serial' });

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
const open = async (page: Page, path: string) => {
  await page.goto(`/p/iris?file=${path}`);
  await expect(view(page, path)).toBeVisible({ timeout: 60_000 });
};
const menu = async (page: Page, path: string, item: string) => {
  await row(page, path).click({ button: 'right' });
  await page.getByRole('menuitem', { name: item }).click();
};

test('two people are in one project', async () => {
  await enterFlights(owner.page);
  await owner.page.goto('/');
  const iris = owner.page
    .getByRole('button', { name: 'Open iris' })
    .or(owner.page.getByRole('link', { name: /iris/i }))
    .first();
  await iris.click();
  await expect(owner.page).toHaveURL(/\/p\/iris/);
  await join(bea, await invitation(owner, 'iris', 'editor'), 'Bea');
});

test('a folder is made with its first file; a file is duplicated', async () => {
  const { page } = owner;
  await page.goto('/p/iris');
  await menu(page, 'models', 'New folder');
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('shapes');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name of the file' }).fill('petal_area.sql');
  await page.keyboard.press('Enter');
  await expect(view(page, 'models/shapes/petal_area.sql')).toBeVisible({ timeout: 60_000 });
  await page.locator('[data-live="true"] .view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText('select 1 as area');
  await expect(page.getByText('Stored', { exact: true })).toBeVisible();
  await bea.page.goto('/p/iris?file=models/shapes/petal_area.sql');
  await expect(row(bea.page, 'models/shapes/petal_area.sql')).toBeVisible();
  await menu(page, 'models/shapes/petal_area.sql', 'Duplicate');
  await expect(row(bea.page, 'models/shapes/petal_area_copy.sql')).toBeVisible();
  await expect.poll(() => says(page, 'models/shapes/petal_area_copy.sql')).toBe('select 1 as area');
});

test('a rename offers to rewrite what names the node, for all at once, and is taken back in one step', async () => {
  const { page } = owner;
  const reader = 'models/shapes/petal_area_copy.sql';
  await page.locator('[data-live="true"] .view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText("select * from {{ ref('petal_area') }} join {{ ref('petal_area') }} b using (area)");
  await open(bea.page, reader);
  await expect.poll(() => says(bea.page, reader)).toContain("ref('petal_area')");
  await row(page, 'models/shapes/petal_area.sql').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name of the file' }).fill('petal_surface.sql');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Rename petal_area to petal_surface' });
  await expect(dialog).toContainText('2 places name it in 1 file');
  await dialog.getByRole('button', { name: 'Rename and rewrite 2 places' }).click();
  await expect(row(bea.page, 'models/shapes/petal_surface.sql')).toBeVisible();
  await expect
    .poll(() => says(bea.page, reader))
    .toBe("select * from {{ ref('petal_surface') }} join {{ ref('petal_surface') }} b using (area)");
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(row(bea.page, 'models/shapes/petal_area.sql')).toBeVisible();
  await expect.poll(() => says(bea.page, reader)).not.toContain('petal_surface');
});

test('a file that is renamed or moved stays open under the other’s cursor, with what they type', async () => {
  const path = 'models/shapes/petal_area.sql';
  await open(bea.page, path);
  await bea.page.locator('[data-live="true"] .view-lines').click();
  await bea.page.keyboard.press('ControlOrMeta+End');
  await bea.page.keyboard.type(', 2 as bea');
  await expect(row(owner.page, path).getByRole('img', { name: 'Bea' })).toBeVisible();
  await row(owner.page, path).dragTo(row(owner.page, 'models'));
  await expect(view(bea.page, 'models/petal_area.sql')).toBeVisible();
  await expect(bea.page).toHaveURL(/models%2Fpetal_area\.sql/);
  await bea.page.keyboard.type(', 3 as after');
  await expect.poll(() => says(bea.page, 'models/petal_area.sql')).toBe('select 1 as area, 2 as bea, 3 as after');
});

test('a file moves by keyboard', async () => {
  const { page } = bea;
  await row(page, 'models/petal_area.sql').click();
  await page.getByRole('tree', { name: 'Files' }).focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Move to…' }).press('Enter');
  await page.getByRole('textbox', { name: 'Folder' }).fill('models/shapes');
  await page.keyboard.press('Enter');
  await expect(row(owner.page, 'models/shapes/petal_area.sql')).toBeVisible();
});

test('what is deleted closes for the other, who is told, and comes back as it was', async () => {
  const path = 'models/shapes/petal_area.sql';
  await open(bea.page, path);
  await row(owner.page, path).click({ button: 'right' });
  await owner.page.getByRole('menuitem', { name: 'Delete' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row(bea.page, path)).toBeHidden();
  await expect(bea.page.getByText(/deleted .*petal_area\.sql/).first()).toBeVisible();
  await owner.page.getByRole('button', { name: 'Recently deleted' }).click();
  await owner.page.getByRole('button', { name: `Bring back ${path}` }).click();
  await expect(row(bea.page, path)).toBeVisible();
  await expect.poll(() => says(owner.page, path)).toContain('3 as after');
  await owner.page.getByRole('button', { name: 'Recently deleted' }).click();
});

test('seeds are uploaded; what is too large or of no use is refused with what to do; a taken name asks', async () => {
  const { page } = owner;
  await menu(page, 'seeds', 'Upload…');
  const picker = page.getByLabel('Files to upload');
  await picker.setInputFiles([
    { name: 'sizes.csv', mimeType: 'text/csv', buffer: Buffer.from('id,size\n1,small\n') },
    { name: 'sizes.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK') },
    { name: 'huge.csv', mimeType: 'text/csv', buffer: Buffer.alloc(5 * 1024 * 1024 + 1, 'a') },
    { name: 'latin.csv', mimeType: 'text/csv', buffer: Buffer.from([0x67, 0xfc, 0x6e]) },
  ]);
  await expect(page.getByText('Save the sheet as CSV')).toBeVisible();
  await expect(page.getByText('a file of a project has 5 MB at most')).toBeVisible();
  await expect(page.getByText('is not UTF-8 text')).toBeVisible();
  await expect(row(bea.page, 'seeds/sizes.csv')).toHaveCount(1);
  await picker.setInputFiles([{ name: 'sizes.csv', mimeType: 'text/csv', buffer: Buffer.from('id,size\n1,large\n') }]);
  const dialog = page.getByRole('dialog', { name: 'seeds/sizes.csv is there already' });
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await open(bea.page, 'seeds/sizes.csv');
  await expect.poll(() => says(bea.page, 'seeds/sizes.csv')).toContain('1,large');
});

test('all drafts are searched as they are now, and replaced as one step that everyone sees', async () => {
  const { page } = owner;
  const [one, other] = ['models/shapes/petal_area.sql', 'models/shapes/petal_area_copy.sql'];
  await open(bea.page, one);
  await open(page, other);
  await bea.page.locator('[data-live="true"] .view-lines').click();
  await bea.page.keyboard.press('ControlOrMeta+End');
  await bea.page.keyboard.type(' -- Just Typed');
  await page.keyboard.press('ControlOrMeta+Shift+f');
  const panel = page.getByRole('region', { name: 'Search' });
  await panel.getByRole('textbox', { name: 'Search for' }).fill('just typed');
  await expect(panel.getByText('1 match in 1 file')).toBeVisible();
  await panel.getByRole('button', { name: 'Match case' }).click();
  await expect(panel.getByText('Nothing found.')).toBeVisible();
  await panel.getByRole('button', { name: 'Match case' }).click();
  await panel.getByRole('textbox', { name: 'Search for' }).fill('(a+)+$x');
  await panel.getByRole('button', { name: 'Regular expression' }).click();
  await panel.getByRole('textbox', { name: 'Search for' }).fill('(');
  await expect(panel.getByText('can’t be read')).toBeVisible();
  await panel.getByRole('textbox', { name: 'Search for' }).fill('\\b(area)\\b');
  await panel.getByRole('textbox', { name: 'Files to include' }).fill('models/shapes');
  await expect(panel.getByText('2 matches in 2 files')).toBeVisible();
  await panel.getByRole('button', { name: 'Replace too' }).click();
  await panel.getByRole('textbox', { name: 'Replace with' }).fill('$1_mm2');
  await expect(panel.getByText('area_mm2').first()).toBeVisible();
  await panel.getByRole('button', { name: 'Replace all', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replace all' }).click();
  await expect.poll(() => says(bea.page, one)).toContain('select 1 as area_mm2, 2 as bea');
  await expect.poll(() => says(page, other)).toContain('using (area_mm2)');
  // Taken back in the text, as the last thing that was done there.
  await page.locator('[data-live="true"] .view-lines').click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => says(bea.page, one)).toContain('select 1 as area, 2 as bea');
  await expect.poll(() => says(page, other)).toContain('using (area)');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect.poll(() => says(bea.page, one)).toContain('select 1 as area_mm2, 2 as bea');
});

test('no page complained', () => {
  // A refused upload answers 422.
  const real = [...owner.complaints, ...bea.complaints].filter((text) => !/status of (404|422)/.test(text));
  expect(real).toEqual([]);
});
