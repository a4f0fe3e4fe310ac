import { expect, type Page } from '@playwright/test';

/** The person who tells the stories. */
export const OWNER = {
  name: 'Lena Brandt',
  email: 'lena@harborline.example',
  password: 'a sentence is quite fine',
};

/** Fills the form of the first visit and waits for the projects. */
export async function makeOwner(page: Page): Promise<void> {
  await page.getByLabel('Name').fill(OWNER.name);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  // A role in the data database and the samples are made along with the account.
  await expect(page.getByRole('heading', { name: 'Good to have you, Lena' })).toBeVisible({ timeout: 60_000 });
}

export async function fillSignIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in, as the owner that an earlier story made, or makes the owner; ends on the open flights project. */
export async function enterFlights(page: Page): Promise<void> {
  await page.goto('/');
  if (/welcome/.test(page.url())) await makeOwner(page);
  else if (/sign-in/.test(page.url())) await fillSignIn(page);
  await page.getByRole('button', { name: 'Open flights' }).click();
  await expect(page).toHaveURL(/\/p\/flights/);
}
