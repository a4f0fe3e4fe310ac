import { expect as atOnce, type Page, test } from '@playwright/test';
import { invitation, join, type Somebody, signIn, somebody } from './support/people.ts';

/**
 * Two people and the files of one project: what one makes, renames, moves, deletes, brings back, uploads or
 * replaces is the other's at once, also under their cursor.
 */
test.describe.configure({ mode: 'serial', timeout: 300_000 });
/** Two browsers on a busy machine: what comes, comes. */
const expect = atOnce.configure({ timeout: 60_000 });

/** Told a second time to one product, the story has names of its own. */
const again = process.env.INSITU_E2E_REUSE === '1' ? String(Date.now() % 100_000) : '';
const BEA = `Bea${again}`;
const FOLDER = `models/shapes${again}`;
const SEED = `sizes${again}.csv`;

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

test('a rename offers to rewrite what names the node, for all at once, and is taken back in one step', async () => {
  const { page } = owner;
  const reader = `${FOLDER}/petal${again}_area_copy.sql`;
  await page.locator('[data-live="true"] .view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(
    `select * from {{ ref('petal${again}_area') }} join {{ ref('petal${again}_area') }} b using (area)`,
  );
  await open(bea.page, reader);
  await expect.poll(() => says(bea.page, reader)).toContain(`ref('petal${again}_area')`);
  await row(page, `${FOLDER}/petal${again}_area.sql`).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name of the file' }).fill(`petal${again}_surface.sql`);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Rename petal${again}_area to petal${again}_surface` });
  await expect(dialog).toContainText('2 places name it in 1 file');
  // The other writes on meanwhile, above the places and a third one.
  await view(bea.page, reader).locator('.view-lines').click();
  await bea.page.keyboard.press('ControlOrMeta+Home');
  await bea.page.keyboard.insertText(`-- {{ ref('petal${again}_area') }}\n`);
  await expect(dialog).toContainText('3 places name it in 1 file');
  await dialog.getByRole('button', { name: 'Rename and rewrite 3 places' }).click();
  await expect(row(bea.page, `${FOLDER}/petal${again}_surface.sql`)).toBeVisible();
  await expect
    .poll(() => says(bea.page, reader))
    .toContain(
      `select * from {{ ref('petal${again}_surface') }} join {{ ref('petal${again}_surface') }} b using (area)`,
    );
  // The tree has the keyboard again, as it had before the question.
  await page.keyboard.press('ControlOrMeta+z');
  await expect(row(bea.page, `${FOLDER}/petal${again}_area.sql`)).toBeVisible();
  await expect.poll(() => says(bea.page, reader)).not.toContain(`petal${again}_surface`);
});

test('a file that is renamed or moved stays open under the other’s cursor, with what they type', async () => {
  const path = `${FOLDER}/petal${again}_area.sql`;
  await open(bea.page, path);
  await bea.page.locator('[data-live="true"] .view-lines').click();
  await bea.page.keyboard.press('ControlOrMeta+End');
  await bea.page.keyboard.type(', 2 as bea');
  await expect(row(owner.page, path).getByRole('img', { name: BEA })).toBeVisible();
  await row(owner.page, path).dragTo(row(owner.page, 'models'));
  await expect(view(bea.page, `models/petal${again}_area.sql`)).toBeVisible();
  await expect(bea.page).toHaveURL(/models%2Fpetal\d*_area\.sql/);
  await bea.page.keyboard.type(', 3 as after');
  await expect
    .poll(() => says(bea.page, `models/petal${again}_area.sql`))
    .toBe('select 1 as area, 2 as bea, 3 as after');
  // What was typed before the file was moved can be taken back as well.
  const pressUntil = async (keys: string, text: string) => {
    await expect(async () => {
      await bea.page.keyboard.press(keys);
      expect(await says(bea.page, `models/petal${again}_area.sql`)).toBe(text);
    }).toPass();
  };
  await pressUntil('ControlOrMeta+z', 'select 1 as area');
  await pressUntil('ControlOrMeta+Shift+z', 'select 1 as area, 2 as bea, 3 as after');
});

test('a file moves by keyboard, and a link to a version from before opens it where it was', async () => {
  const { page } = bea;
  await page.keyboard.press('ControlOrMeta+s');
  const saved = await page
    .getByText(/Version \d+ saved/)
    .first()
    .innerText();
  await row(page, `models/petal${again}_area.sql`).click();
  await page.getByRole('tree', { name: 'Files' }).focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Move to…' }).press('Enter');
  await page.getByRole('textbox', { name: 'Folder' }).fill(FOLDER);
  await page.keyboard.press('Enter');
  await expect(row(owner.page, `${FOLDER}/petal${again}_area.sql`)).toBeVisible();
  const number = /\d+/.exec(saved)?.[0];
  await page.goto(`/p/iris/versions?new=${number}&file=${FOLDER}/petal${again}_area.sql`);
  await expect(page.locator(`[data-diff="models/petal${again}_area.sql"]`)).toContainText('select 1 as area');
  await page.goBack();
});

test('what is deleted closes for the other, who is told, and comes back as it was', async () => {
  const path = `${FOLDER}/petal${again}_area.sql`;
  await open(bea.page, path);
  await row(owner.page, path).click({ button: 'right' });
  await owner.page.getByRole('menuitem', { name: 'Delete' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row(bea.page, path)).toBeHidden();
  await expect(bea.page.getByText(/deleted .*petal\d*_area\.sql/).first()).toBeVisible();
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
    { name: SEED, mimeType: 'text/csv', buffer: Buffer.from('id,size\n1,small\n') },
    { name: 'sizes.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK') },
    { name: 'huge.csv', mimeType: 'text/csv', buffer: Buffer.alloc(5 * 1024 * 1024 + 1, 'a') },
    { name: 'latin.csv', mimeType: 'text/csv', buffer: Buffer.from([0x67, 0xfc, 0x6e]) },
  ]);
  const refused = page.getByRole('dialog', { name: '3 files were not uploaded' });
  await expect(refused).toContainText('Save the sheet as CSV');
  await expect(refused).toContainText('a file of a project has 5 MB at most');
  await expect(refused).toContainText('is not UTF-8 text');
  await page.keyboard.press('Enter');
  await row(bea.page, 'seeds').click();
  await expect(row(bea.page, `seeds/${SEED}`)).toHaveCount(1);
  await picker.setInputFiles([{ name: SEED, mimeType: 'text/csv', buffer: Buffer.from('id,size\n1,large\n') }]);
  const dialog = page.getByRole('dialog', { name: `seeds/${SEED} is there already` });
  await dialog.getByRole('button', { name: 'Replace' }).click();
  await open(bea.page, `seeds/${SEED}`);
  await expect.poll(() => says(bea.page, `seeds/${SEED}`)).toContain('1,large');
});

test('all drafts are searched as they are now, and replaced as one step that everyone sees', async () => {
  const { page } = owner;
  const [one, other] = [`${FOLDER}/petal${again}_area.sql`, `${FOLDER}/petal${again}_area_copy.sql`];
  await open(bea.page, one);
  await open(page, other);
  await bea.page.locator('[data-live="true"] .view-lines').click();
  await bea.page.keyboard.press('ControlOrMeta+End');
  await bea.page.keyboard.type(` -- Just Typed${again}`);
  await page.keyboard.press('ControlOrMeta+Shift+f');
  const panel = page.getByRole('region', { name: 'Search' });
  await panel.getByRole('textbox', { name: 'Search for' }).fill(`just typed${again}`);
  await expect(panel.getByText('1 match in 1 file')).toBeVisible();
  await panel.getByRole('button', { name: 'Match case' }).click();
  await expect(panel.getByText('Nothing found.')).toBeVisible();
  await panel.getByRole('button', { name: 'Match case' }).click();
  await panel.getByRole('textbox', { name: 'Search for' }).fill('(a+)+$x');
  await panel.getByRole('button', { name: 'Regular expression' }).click();
  await panel.getByRole('textbox', { name: 'Search for' }).fill('(');
  await expect(panel.getByText('can’t be read')).toBeVisible();
  await panel.getByRole('textbox', { name: 'Search for' }).fill('\\b(area)\\b');
  await panel.getByRole('textbox', { name: 'Files to include' }).fill(FOLDER);
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

test('an editor follows a person to their file and place, until one types or presses Escape', async () => {
  const { page } = owner;
  const [theirs, mine] = [`${FOLDER}/petal${again}_area.sql`, `${FOLDER}/petal${again}_area_copy.sql`];
  await open(bea.page, theirs);
  await open(page, mine);
  await bea.page.locator('[data-live="true"] .view-lines').click();
  await bea.page.keyboard.press('ControlOrMeta+End');
  await bea.page.keyboard.insertText('\n'.repeat(120));
  await bea.page.keyboard.type('-- far below');
  await page.getByRole('button', { name: `Follow ${BEA}` }).click();
  await expect(view(page, theirs)).toBeVisible();
  await expect(page.getByText(`Following ${BEA}`)).toBeVisible();
  await expect.poll(() => says(page, theirs)).toContain('-- far below');
  await bea.page.goto(`/p/iris?file=seeds/${SEED}`);
  await expect(view(page, `seeds/${SEED}`)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText(`Following ${BEA}`)).toBeHidden();
});

test('who is at a node is seen in the graph and the inspector', async () => {
  const { page } = owner;
  await open(bea.page, `${FOLDER}/petal${again}_area.sql`);
  await page.goto('/p/iris/graph');
  const node = page.locator(`[data-node$=".petal${again}_area"]`);
  await expect(node.getByRole('img', { name: BEA })).toBeVisible();
  await node.click();
  await expect(
    page.getByRole('complementary', { name: `About petal${again}_area` }).getByRole('img', { name: BEA }),
  ).toBeVisible();
});

test('a phone finds a text and reads it, and does to files what a desk does', async () => {
  const { page } = owner;
  const copy = `seeds/${SEED.replace('.csv', '_copy.csv')}`;
  await page.setViewportSize({ width: 390, height: 844 });
  const search = async () => {
    await page.goto('/p/iris');
    // The desk, as the server draws it, has a button of that name as well.
    await expect(page.getByText('read only on a phone')).toBeVisible();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
  };
  await search();
  await page.getByRole('textbox', { name: 'Search for' }).fill('flower_id');
  await page
    .getByRole('button', { name: /^Line \d+: / })
    .first()
    .click();
  await expect(page.getByRole('tab', { name: 'Text' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tabpanel').getByText('flower_id').first()).toBeVisible();
  const files = page.getByRole('button', { name: 'Files', exact: true });
  await files.click();
  await page.getByRole('button', { name: `More about seeds/${SEED}`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(row(bea.page, copy)).toHaveCount(1);
  // It is shown; the files are over it again.
  await files.click();
  await page.getByRole('button', { name: `More about ${copy}`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page
    .getByRole('dialog', { name: /Delete/ })
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(row(bea.page, copy)).toHaveCount(0);
  await page.getByRole('button', { name: 'Recently deleted' }).click();
  await page.getByRole('button', { name: `Bring back ${copy}` }).click();
  await expect(row(bea.page, copy)).toHaveCount(1);
  await search();
  await page.getByRole('textbox', { name: 'Search for' }).fill('large');
  await page.getByRole('textbox', { name: 'Files to include' }).fill(copy);
  await page.getByRole('button', { name: 'Replace too' }).click();
  await page.getByRole('textbox', { name: 'Replace with' }).fill('vast');
  await page.getByRole('button', { name: 'Replace all', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replace all' }).click();
  await open(bea.page, copy);
  await expect.poll(() => says(bea.page, copy)).toContain('1,vast');
});

test('no page complained', () => {
  // A refused upload answers 422.
  const real = [...owner.complaints, ...bea.complaints].filter((text) => !/status of (404|422)/.test(text));
  expect(real).toEqual([]);
});
