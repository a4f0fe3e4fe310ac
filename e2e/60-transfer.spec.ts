import { expect, test } from '@playwright/test';
import { unzipSync, zipSync } from 'fflate';
import { watchConsole } from './support/console.ts';
import { fillSignIn, makeOwner } from './support/person.ts';

/** A project as a colleague on Windows packs it. */
const FILES: Readonly<Record<string, Buffer>> = {
  'dbt_project.yml': Buffer.from('name: corner_shop\r\nversion: "1.0.0"\r\nprofile: shop\r\n'),
  'models/orders.sql': Buffer.from('\ufeffselect 1 as id,\r\n       2.5 as amount'),
  'models/broken.sql': Buffer.from("select * from {{ ref('nobody') }}\n"),
  'seeds/kinds.csv': Buffer.from('id,name\r\n1,caf\xe9\r\n', 'latin1'),
  'models/marts/.gitkeep': Buffer.alloc(0),
  'docs/logo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]),
};

const shown = (files: Readonly<Record<string, Uint8Array>>) =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));

test('a dbt project comes in as a zip, is reported on, and goes out with the same bytes', async ({ page }) => {
  const complaints = watchConsole(page);
  await page.goto('/');
  if (/welcome/.test(page.url())) await makeOwner(page);
  else if (/sign-in/.test(page.url())) await fillSignIn(page);
  await page.getByRole('button', { name: /Bring a dbt project/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('no folder was set for them');

  const choose = dialog.locator('input[accept*=zip]');
  await choose.setInputFiles({ name: 'no.zip', mimeType: 'application/zip', buffer: Buffer.from('not a zip') });
  await expect(dialog.getByRole('alert')).toContainText('can’t be read as a zip');

  const zip = Buffer.from(
    zipSync({ 'corner-shop-main': FILES, 'corner-shop-main/target': { 'x.json': Buffer.from('{}') } }),
  );
  await choose.setInputFiles({ name: 'corner-shop-main.zip', mimeType: 'application/zip', buffer: zip });
  await expect(dialog).toContainText('6 files from corner-shop-main.zip');
  await expect(dialog).toContainText('models/broken.sql:1');
  await expect(dialog).toContainText('nobody');
  await dialog.getByText('Left out').click();
  await expect(dialog).toContainText('corner-shop-main/target/');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();

  await expect(page).toHaveURL(/\/p\/corner_shop/, { timeout: 60_000 });
  await page.goto('/p/corner_shop/versions');
  await expect(page.getByText('Import corner-shop-main.zip').first()).toBeVisible();
  const projects: readonly { id: string; slug: string }[] = await (await page.request.get('/api/projects')).json();
  const { id } = projects.find(({ slug }) => slug === 'corner_shop') ?? { id: '' };
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  expect((await download).suggestedFilename()).toMatch(/^corner_shop.*\.zip$/);
  for (const query of ['', '?version=1']) {
    const answer = await page.request.get(`/api/projects/${id}/export${query}`);
    const files = unzipSync(new Uint8Array(await answer.body()));
    expect(shown(files)).toEqual(
      Object.fromEntries(Object.entries(shown(FILES)).map(([path, text]) => [`corner_shop/${path}`, text])),
    );
  }
  // What the browser refuses to read as a zip is the server's 422, which Chromium writes to the console.
  expect(complaints.filter((text) => !/status of 422/.test(text))).toEqual([]);
});
