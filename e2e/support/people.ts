import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { watchConsole } from './console.ts';
import { OWNER } from './person.ts';

/** A person at a browser of their own. */
export interface Somebody {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: string[];
}

export async function somebody(browser: Browser): Promise<Somebody> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  return { context, page, complaints: watchConsole(page) };
}

/** Signs in on the way to a place, which one comes to; `/` shows the projects. */
export async function signIn({ page }: Somebody, email: string = OWNER.email, place = '/'): Promise<void> {
  await page.goto(place);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(place, { timeout: 60_000 });
}

/** A link that brings somebody into a project. */
export async function invitation({ page }: Somebody, slug: string, role: 'viewer' | 'editor'): Promise<string> {
  await page.goto(`/p/${slug}/settings`);
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('dialog').getByText(role, { exact: true }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.keyboard.press('Escape');
  return link;
}

export async function join({ page }: Somebody, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill(`${name.toLowerCase()}@harborline.example`);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  // A role in the data database is made along with the account.
  await expect(page).toHaveURL(/\/p\//, { timeout: 60_000 });
}
