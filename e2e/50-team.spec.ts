import { expect as atOnce, type Page, test } from '@playwright/test';
import { invitation, join, type Somebody, signIn, somebody } from './support/people.ts';
import { OWNER } from './support/person.ts';

/**
 * Three people in one project at once, from three browsers: they come by invitation, write in one
 * file, share a board, compare and bring back versions, and lose their place the moment it is taken.
 */
test.describe.configure({ mode: 'serial', timeout: 300_000 });
/** Three browsers on a busy machine: what comes, comes. */
const expect = atOnce.configure({ timeout: 60_000 });

const FILE = 'models/team_notes.sql';
/** The editor that shows it; the explorer's row has the same path. */
const VIEW = `[data-live][data-path="${FILE}"]`;

let owner: Somebody;
let ann: Somebody;
let vera: Somebody;

test.beforeAll(async ({ browser }) => {
  owner = await somebody(browser);
  ann = await somebody(browser);
  vera = await somebody(browser);
});

test.afterAll(async () => {
  for (const { context } of [owner, ann, vera]) await context.close();
});

const open = async ({ page }: Somebody): Promise<void> => {
  await page.goto(`/p/iris?file=${FILE}`);
  await expect(page.locator(`${VIEW}[data-live="true"]`)).toBeVisible();
};
const textOf = ({ page }: Somebody) =>
  page.locator(`${VIEW} .view-lines`).evaluate((box) => box.textContent?.replaceAll('\u00a0', ' ') ?? '');

test('an invitation brings one person in, once', async () => {
  await signIn(owner, OWNER.email, '/p/iris/board?view=list');
  const link = await invitation(owner, 'iris', 'editor');
  await join(ann, link, 'Ann');
  await ann.page.goto(link);
  await expect(ann.page.getByRole('link', { name: 'Open Iris' })).toBeVisible();
  await vera.page.goto(link);
  await expect(vera.page.getByText('was used already').first()).toBeVisible();
  await join(vera, await invitation(owner, 'iris', 'viewer'), 'Vera');
  await owner.page.goto('/p/iris/settings');
  await expect(owner.page.getByText('ann@harborline.example').first()).toBeVisible();
});

test('two write in one file, the third watches and can’t', async () => {
  await owner.page.goto('/p/iris');
  await owner.page.getByRole('button', { name: 'New file' }).first().click();
  await owner.page.getByRole('textbox', { name: 'Name of the file' }).fill('team_notes.sql');
  await owner.page.keyboard.press('Enter');
  await expect(owner.page.locator(VIEW)).toBeVisible();
  for (const each of [owner, ann, vera]) await open(each);
  await owner.page.locator(VIEW).click();
  await owner.page.keyboard.type('select 1 as from_the_owner\n');
  await expect.poll(() => textOf(ann)).toContain('from_the_owner');
  await ann.page.locator(VIEW).click();
  await ann.page.keyboard.press('ControlOrMeta+End');
  await Promise.all([
    ann.page.keyboard.type('-- ann writes here', { delay: 10 }),
    owner.page.keyboard
      .press('ControlOrMeta+Home')
      .then(() => owner.page.keyboard.type('-- the owner writes here\n', { delay: 10 })),
  ]);
  for (const each of [owner, ann, vera]) {
    await expect.poll(() => textOf(each)).toContain('-- ann writes here');
    await expect.poll(() => textOf(each)).toContain('-- the owner writes here');
  }
  await vera.page.locator(VIEW).click();
  await vera.page.keyboard.type('VERA');
  await expect.poll(() => textOf(owner)).not.toContain('VERA');
  await expect(owner.page.getByRole('img', { name: 'Ann' }).first()).toBeVisible();
});

test('what is typed without a network is there when it is back, once', async () => {
  await ann.context.setOffline(true);
  await ann.page.locator(VIEW).click();
  await ann.page.keyboard.press('ControlOrMeta+End');
  await ann.page.keyboard.type('\n-- written in a tunnel');
  await owner.page.locator(VIEW).click();
  await owner.page.keyboard.press('ControlOrMeta+Home');
  await owner.page.keyboard.type('-- meanwhile\n');
  await ann.context.setOffline(false);
  for (const each of [owner, ann, vera]) {
    await expect
      .poll(async () => (await textOf(each)).split('written in a tunnel').length, { timeout: 30_000 })
      .toBe(2);
    await expect.poll(async () => (await textOf(each)).split('meanwhile').length).toBe(2);
  }
});

test('a task made by one is on everybody’s board; assigned and mentioned people hear of it', async () => {
  for (const { page } of [owner, ann, vera]) await page.goto('/p/iris/board');
  await owner.page
    .getByRole('button', { name: /New task/ })
    .first()
    .click();
  await owner.page.getByRole('textbox', { name: 'Title' }).fill('Petal area <b>in</b> mm²');
  await owner.page.getByRole('textbox', { name: 'Hypothesis' }).fill('The product says more than both sides.');
  await owner.page.getByRole('button', { name: 'Make task' }).click();
  const card = (page: Page) => page.getByRole('button', { name: 'FT-1 Petal area <b>in</b> mm²' });
  for (const { page } of [owner, ann, vera]) await expect(card(page)).toBeVisible();
  const drawer = owner.page.getByRole('complementary', { name: 'Task FT-1' });
  await drawer.getByRole('button', { name: 'Assignee' }).click();
  await owner.page.getByRole('menuitemcheckbox', { name: 'Ann' }).click();
  await drawer
    .getByRole('textbox', { name: 'Comment' })
    .fill('What of missing sides, @Vera? <script>alert(1)</script>');
  await drawer.getByRole('button', { name: 'Comment' }).click();
  await expect(drawer.getByText('<script>alert(1)</script>').first()).toBeVisible();
  for (const { page } of [ann, vera]) {
    await expect(page.getByRole('link', { name: 'Inbox' }).first()).toContainText(/[1-9]/);
  }
  const other = await vera.context.newPage();
  await other.goto('/p/iris/board');
  await expect(other.getByRole('link', { name: 'Inbox' }).first()).toContainText('1');
  await vera.page.goto('/p/iris/inbox');
  await expect(vera.page.getByText('mentioned you in').first()).toBeVisible();
  await vera.page.getByRole('button', { name: 'Mark all read' }).click();
  await expect(other.getByRole('link', { name: 'Inbox' }).first()).not.toContainText('1');
  await other.close();
});

test('a card moves by keyboard and by hand, for all; two who move it at once are told', async () => {
  const card = (page: Page) => page.locator('[data-task="1"]');
  const column = (page: Page, name: string) => page.getByRole('region', { name }).locator('[data-task="1"]');
  await ann.page.goto('/p/iris/board');
  const find = ann.page.getByRole('textbox', { name: 'Find a task' });
  await find.pressSequentially('no such task');
  await expect(find).toHaveValue('no such task');
  await expect(ann.page).toHaveURL(/find=no\+such\+task/);
  await expect(card(ann.page)).toHaveCount(0);
  await find.fill('');
  // What stands over the page has the keys: Escape closes the question, and not the task behind it.
  await card(ann.page).getByRole('button').click();
  const open = ann.page.getByRole('complementary', { name: 'Task FT-1' });
  await ann.page
    .getByRole('button', { name: /New task/ })
    .first()
    .click();
  const question = ann.page.getByRole('dialog', { name: 'New task' });
  await question.getByRole('button', { name: 'Cancel' }).press('Escape');
  await expect(question).toHaveCount(0);
  await expect(open).toBeVisible();
  await ann.page.keyboard.press('Escape');
  await expect(open).toHaveCount(0);
  await card(ann.page).getByRole('button').focus();
  await ann.page.keyboard.press('Shift+ArrowRight');
  for (const { page } of [owner, ann]) await expect(column(page, 'In progress')).toBeVisible();
  // In another column it is another element: the keyboard went along.
  await expect(card(ann.page).getByRole('button')).toBeFocused();
  await card(ann.page).dragTo(ann.page.getByRole('region', { name: 'Checking' }));
  await expect(column(owner.page, 'Checking')).toBeVisible();
  await owner.page.keyboard.press('Escape');
  await Promise.all(
    [owner, ann].map(async ({ page }) => {
      await card(page).getByRole('button').focus();
      await page.keyboard.press('Shift+ArrowLeft');
    }),
  );
  await expect(column(owner.page, 'In progress').or(column(owner.page, 'Ready'))).toBeVisible();
  const [mine, theirs] = await Promise.all(
    [owner, ann].map(({ page }) => card(page).evaluate((element) => element.closest('section')?.ariaLabel)),
  );
  expect(mine).toBe(theirs);
});

test('any state is seen, compared and brought back', async () => {
  await open(ann);
  await ann.page.getByRole('button', { name: /Save version/ }).click();
  await expect(ann.page.getByText(/version \d+/i).first()).toBeVisible();
  await ann.page.locator(VIEW).click();
  await ann.page.keyboard.press('ControlOrMeta+A');
  await ann.page.keyboard.type('select 2 as all_is_gone');
  await expect(ann.page.getByText('Stored').first()).toBeVisible();
  await ann.page.goto(`/p/iris/versions?file=${encodeURIComponent(FILE)}`);
  await expect(ann.page.locator(`[data-diff="${FILE}"]`)).toContainText('all_is_gone');
  await ann.page.getByRole('button', { name: /^Restore/ }).click();
  await ann.page.getByRole('button', { name: 'Restore one file' }).click();
  await expect(ann.page.getByText(/is back, as version/).first()).toBeVisible();
  await open(owner);
  await expect.poll(() => textOf(owner)).toContain('from_the_owner');
});

test('who becomes a viewer reads only, in the page that is open, and writes again as an editor', async () => {
  const become = async (before: string, now: string) => {
    await owner.page.getByRole('button', { name: `Role of Ann: ${before}` }).click();
    await owner.page.getByRole('menuitemcheckbox', { name: now }).click();
    await expect(owner.page.getByRole('button', { name: `Role of Ann: ${now}` })).toBeVisible();
  };
  await open(ann);
  await owner.page.goto('/p/iris/settings');
  await become('editor', 'viewer');
  await expect(ann.page.getByText('viewer: reading only')).toBeVisible();
  const before = await textOf(ann);
  await ann.page.locator(VIEW).click();
  await ann.page.keyboard.type('nobody reads this');
  await expect(ann.page.getByRole('alert').getByText('This text can only be read now.')).toBeVisible();
  expect(await textOf(ann)).toBe(before);
  await become('viewer', 'editor');
  await expect(ann.page.getByText('viewer: reading only')).toHaveCount(0);
  await ann.page.keyboard.press('ControlOrMeta+End');
  await ann.page.keyboard.type(' -- back');
  await expect.poll(() => textOf(ann)).toContain('-- back');
});

test('who is removed loses every open page at once', async () => {
  await vera.page.goto('/p/iris');
  await owner.page.goto('/p/iris/settings');
  await owner.page.getByRole('button', { name: 'More about Vera' }).click();
  await owner.page.getByRole('menuitem', { name: 'Remove Vera' }).click();
  await expect(vera.page.getByText('There is nothing here').first()).toBeVisible();
  await owner.page.getByRole('tab', { name: 'Audit' }).click();
  await expect(owner.page.getByText('member.removed').first()).toBeVisible();
  await expect(owner.page.getByText('no row was changed').first()).toBeVisible();
});

test('no page complained', () => {
  // A page that was taken away answers 404, and one without a network says so.
  const real = [...owner.complaints, ...ann.complaints, ...vera.complaints].filter(
    (text) => !/status of 404|ERR_INTERNET_DISCONNECTED|WebSocket/.test(text),
  );
  expect(real).toEqual([]);
});
