import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import { launchBrowser, startProduct } from './product.ts';
import { judge } from './report.ts';

/**
 * JavaScript of the workbench's first load, gzipped, with Monaco counted by itself: the product as `npm start` brings
 * it up, a file opened in Chromium with an empty cache, until the editor shows its text.
 *
 *   INSITU_HOME=… INSITU_CHROMIUM=… node e2e/bench/first-load.bench.ts
 */
const limitKb = 1_000;
/** Sizes are measured, not times: a busy machine may take its time. */
const patienceMs = 180_000;
const file = '/p/flights?file=models/features/fct_plane_profile.sql';
const person = { Name: 'Bench', Email: 'bench@insitu.example', Password: 'a sentence is quite fine' };

interface Script {
  readonly kb: number;
  /** Monaco's own chunks: the first load must not wait for them. */
  readonly isMonaco: boolean;
}

/** The first visitor makes the owner account; the sample projects are there. */
async function signUp(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Name').fill(person.Name);
  await page.getByLabel('Email').fill(person.Email);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.Password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.getByRole('button', { name: 'Open flights' }).click();
  await page.waitForURL(/\/p\/flights/);
}

/** Opens the file in a browser that has the session but nothing cached, and keeps every script that comes. */
async function firstLoad(browser: Browser, url: string): Promise<readonly Script[]> {
  const entered = await browser.newContext();
  entered.setDefaultTimeout(patienceMs);
  await signUp(await entered.newPage(), url);
  const context = await browser.newContext({ storageState: await entered.storageState() });
  context.setDefaultTimeout(patienceMs);
  await entered.close();
  const page = await context.newPage();
  const scripts: Promise<Script>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body().then(scriptOf));
  });
  await page.goto(`${url}${file}`);
  await page.locator('.view-lines').getByText('engines').first().waitFor();
  return Promise.all(scripts);
}

const scriptOf = (body: Buffer): Script => ({
  kb: gzipSync(body).length / 1000,
  isMonaco: body.includes('monaco-editor') || body.includes('MonacoEnvironment'),
});

const sum = (scripts: readonly Script[]): number => scripts.reduce((total, { kb }) => total + kb, 0);

async function main(): Promise<boolean> {
  await using product = await startProduct('first-load');
  await using browser = await launchBrowser();
  const scripts = await firstLoad(browser, product.url);
  const monaco = scripts.filter(({ isMonaco }) => isMonaco);
  if (monaco.length === 0) throw new Error('no script of Monaco was seen: the editor is not there');
  console.log(`  ${scripts.length} scripts, ${monaco.length} of them Monaco's: ${sum(monaco).toFixed(0)} kB gzipped`);
  const own = sum(scripts.filter(({ isMonaco }) => !isMonaco));
  return judge('first load of the workbench before Monaco, kB gzipped', own, limitKb, 'at most');
}

process.exitCode = (await main()) ? 0 : 1;
