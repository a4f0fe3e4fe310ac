import { expect, type Locator, type Page } from '@playwright/test';

/** Words that a person sees: pages also hold the phone's copy of some, hidden. */
export const seen = (page: Page, words: string | RegExp): Locator =>
  page.getByText(words).filter({ visible: true }).first();

/** Opens a file and puts the cursor into its text, which takes keys as soon as it is drawn. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.goto(`/p/flights?file=${path}`);
  const text = page.locator(`[data-path="${path}"] .view-lines`);
  // The first file of a page brings the editor along.
  await expect(text).not.toHaveText('', { timeout: 60_000 });
  await text.click();
}

/** Puts a line behind a line of the open file, by keys. */
export async function insertAfter(page: Page, line: number, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Home');
  for (let at = 1; at < line; at += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  // The editor indents by itself: what is put in says all of its line.
  await page.keyboard.press('Shift+Home');
  await page.keyboard.insertText(text);
}

/** What was typed has come to rest in the database. */
export const stored = (page: Page): Promise<void> =>
  expect(page.getByText('Stored', { exact: true })).toBeVisible({ timeout: 60_000 });

/** Takes back one's own edits until the text says again what it said. */
export async function undoUntil(page: Page, gone: string): Promise<void> {
  await page.locator('.view-lines').click();
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.locator('.view-lines')).not.toContainText(gone, { timeout: 500 });
  }).toPass();
  await stored(page);
}

/** The lines of the open file that are drawn; Monaco draws them in any order. */
export const linesOf = async (page: Page): Promise<string[]> =>
  (await page.locator('.view-line').allInnerTexts()).sort();

/** Takes back one's own edits, of which one word can be several, until the lines are what they were. */
export async function undoTo(page: Page, lines: readonly string[]): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => linesOf(page), { timeout: 500 }).toEqual(lines);
  }).toPass();
  await stored(page);
}
