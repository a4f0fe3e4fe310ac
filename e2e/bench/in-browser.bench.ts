import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright';
import { cookieName } from '#lib/access/cookie.ts';
import { Collab, type LiveDocument } from '#lib/client/collab.ts';
import { control, disconnectControl } from '#lib/db/control/client.ts';
import { issueTicket } from '#lib/domain/files/ticket-store.ts';
import { makeProject } from '#lib/domain/project/create-store.ts';
import { createTestDatabase } from '#lib/testing/database.ts';
import { untilSaveState } from '#lib/testing/live-project.ts';
import { createPerson, joinProject, type TestPerson, testSecret } from '#lib/testing/project.ts';
import { generatedProject } from './generated-project.ts';
import { letter, takeNotes } from './in-page.ts';
import { launchBrowser, startProduct } from './product.ts';
import { judge, median } from './report.ts';

/**
 * A team's figures as people see them, in Chromium with the product as `npm start` brings it up:
 *
 * - from a keystroke in one browser to its paint in another, two people typing;
 * - the same with 20 typing: the writers are what a browser runs, in this process, and a real one watches;
 * - what typing costs in a file of 2,000 lines, from the key to its letter painted, in a browser that does not
 *   wait for the screen's next frame: on a screen of 60 Hz up to 16.7 ms of that come on top of anything;
 * - from the address of a project of 500 files to its tree and the text of a file, with everything warm; and
 *   until that text can be typed into.
 *
 *   npm run bench -- in-browser
 */
const writers = 20;
const seconds = 15;
const keyMs = 150;
const keys = 120;
const small = 'models/notes.sql';
const shared = 'models/shared.sql';
const long = 'models/long.sql';
const slots = Array.from({ length: writers }, (_, n) => `-- line ${n}: «${n}.start»`);

const files = generatedProject(490);
files.set(small, 'select 1 as x\n-- \n');
files.set(shared, `${slots.join('\n')}\n`);
files.set(long, Array.from({ length: 2_000 }, (_, n) => `-- row ${n} of a long file\n`).join(''));

await using controlDatabase = await createTestDatabase('control');
await using dataDatabase = await createTestDatabase('data');
const env = { DATABASE_URL: controlDatabase.url, INSITU_DATA_URL: dataDatabase.url, INSITU_SECRET: testSecret };
Object.assign(process.env, env);
await using product = await startProduct('in-browser', env);
const [ann, bob] = [await createPerson('Ann', true), await createPerson('Bob')];
const made = await makeProject(ann.caller, { name: 'Large', description: '', slug: 'large', files });
if (!made.ok) throw new Error(made.problem.message);
const project = { id: made.value.projectId, slug: made.value.slug };
await joinProject(bob, project, 'editor');

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
const address = (path: string): string => `${product.url}/p/large?file=${encodeURIComponent(path)}`;

/** A browser's session of a person. */
async function enter(browser: Browser, { token }: TestPerson): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(120_000);
  await context.addCookies([{ name: cookieName(false), value: token, url: product.url }]);
  await context.addInitScript(takeNotes, letter);
  return context;
}

async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address(path));
  await page.locator(`[data-live="true"][data-path="${path}"]`).waitFor();
  return page;
}

/** Types `keys` letters behind the text of the file's second line. */
async function typeLetters(page: Page): Promise<void> {
  await page.locator('.view-lines').click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.evaluate(() => window.bench.keys.splice(0));
  for (let count = 0; count < keys; count += 1) {
    await page.keyboard.press(letter);
    await pause(keyMs * (0.5 + Math.random()));
  }
  await pause(1_000);
}

/** Says what a page's main thread works for each key, in its own time: a busy machine does not show in it. */
async function perKey(page: Page): Promise<() => Promise<string>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await worked();
  return async () => `${((((await worked()) - before) / keys) * 1_000).toFixed(1)} ms`;
}

/** Milliseconds from each key to its letter on `shown`. */
async function delays(typing: Page, shown: Page): Promise<number[]> {
  const typed = await typing.evaluate(() => window.bench.keys);
  const letters = await shown.evaluate(() => window.bench.letters);
  if (letters.length < typed.length) throw new Error(`${typed.length} keys, ${letters.length} letters`);
  return typed.map((at, index) => (letters[index] ?? Number.NaN) - at);
}

async function twoPeople(browser: Browser): Promise<boolean> {
  const [writing, watching] = [await enter(browser, ann), await enter(browser, bob)];
  const [writer, watcher] = [await open(writing, small), await open(watching, small)];
  const [writerWorks, watcherWorks] = [await perKey(writer), await perKey(watcher)];
  await typeLetters(writer);
  console.log(
    `  main thread for a key: ${await writerWorks()} where it is typed, ${await watcherWorks()} where it is seen`,
  );
  const figure = p95(await delays(writer, watcher));
  await Promise.all([writing.close(), watching.close()]);
  return judge('keystroke in one browser to its paint in another, 2 people, ms (p95)', figure, 100, 'at most');
}

async function twenty(browser: Browser): Promise<boolean> {
  const context = await enter(browser, bob);
  const page = await open(context, shared);
  const documents = await Promise.all(slots.map((_, n) => joinAsWriter(n)));
  const typedAt = new Map<string, number>();
  const until = performance.now() + seconds * 1_000;
  await Promise.all(documents.map(({ document }, n) => overwrite(document, n, until, typedAt)));
  await pause(1_000);
  for (const { collab } of documents) collab.destroy();
  const words = await page.evaluate(() => window.bench.words);
  await context.close();
  const seen = [...typedAt].flatMap(([word, at]) => (words[word] === undefined ? [] : [words[word] - at]));
  console.log(`  ${typedAt.size} words typed, ${seen.length} seen before their next`);
  if (seen.length === 0) throw new Error('no word was ever painted');
  return judge('keystroke to its paint in a browser, 20 people typing, ms (p95)', p95(seen), 150, 'at most');
}

/** A person's page without its paint. */
async function joinAsWriter(n: number): Promise<{ collab: Collab; document: LiveDocument }> {
  const { access } = await joinProject(await createPerson(`Writer${n}`), project, 'editor');
  const collab = new Collab(project.id, `ws://127.0.0.1:${product.collabPort}/collab`, async (wanted) => {
    const ticket = await issueTicket(access, wanted);
    if (!ticket.ok) throw new Error(ticket.problem.message);
    return ticket.value;
  });
  const row = await control().document.findFirstOrThrow({ where: { path: shared } });
  const document = collab.document({ documentId: row.id, epoch: row.epoch });
  await untilSaveState(document, 'stored');
  return { collab, document };
}

/** Writes one word after the other over the one in a line of one's own, so that all stay in sight. */
async function overwrite(
  { doc, text }: LiveDocument,
  n: number,
  until: number,
  typedAt: Map<string, number>,
): Promise<void> {
  let before = `«${n}.start»`;
  for (let count = 0; performance.now() < until; count += 1) {
    const word = `«${n}.${count}»`;
    doc.transact(() => {
      const at = text.toString().indexOf(before);
      text.delete(at, before.length);
      text.insert(at, word);
    });
    typedAt.set(word, performance.timeOrigin + performance.now());
    before = word;
    await pause(keyMs * (0.5 + Math.random()));
  }
}

/** What the editor alone takes on this machine: Monaco as it is published, in an empty page, with the same text. */
async function bareTyping(browser: Browser): Promise<readonly number[]> {
  const context = await enter(browser, ann);
  const published = fileURLToPath(new URL('../../node_modules/monaco-editor/min', import.meta.url));
  await context.route('http://monaco.test/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await (pathname === '/'
      ? route.fulfill({ contentType: 'text/html', body: bare })
      : route.fulfill({ path: join(published, pathname) }));
  });
  const page = await context.newPage();
  await page.goto('http://monaco.test/');
  await page.locator('.view-lines').getByText('row 3').first().waitFor();
  await typeLetters(page);
  const all = await delays(page, page);
  await context.close();
  return all;
}

const bare = `<!doctype html><div id="box" style="height:600px"></div><script src="/vs/loader.js"></script><script>
require.config({ paths: { vs: '/vs' } });
require(['vs/editor/editor.main'], () => monaco.editor.create(box, { value: ${JSON.stringify(files.get(long))}, language: 'sql' }));
</script>`;

async function ownTyping(): Promise<boolean> {
  await using browser = await launchBrowser(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
  const alone = await bareTyping(browser);
  const page = await open(await enter(browser, ann), long);
  const works = await perKey(page);
  await typeLetters(page);
  console.log(`  main thread for a key: ${await works()}`);
  const all = await delays(page, page);
  for (const [name, of] of [['median', median] as const, ['p95', p95] as const])
    console.log(
      `  ${name} ${of(all).toFixed(1)} ms, ${(of(all) / of(alone)).toFixed(2)} × Monaco alone (${of(alone).toFixed(1)} ms)`,
    );
  return judge('a key to its letter painted, file of 2,000 lines, ms (p95)', p95(all), 16, 'at most');
}

async function opening(browser: Browser): Promise<boolean> {
  const context = await enter(browser, ann);
  const page = await open(context, small);
  const shown: number[] = [];
  const live: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    await page.goto('about:blank');
    await page.goto(address(small), { waitUntil: 'commit' });
    await page.locator(`[data-live="true"][data-path="${small}"]`).waitFor();
    live.push(await page.evaluate(() => performance.now()));
    shown.push(await page.evaluate(() => window.bench.shown ?? Number.NaN));
  }
  await context.close();
  const list = (times: readonly number[]) => times.map((ms) => ms.toFixed(0)).join(', ');
  console.log(`  tree and text ${list(shown)} ms; live ${list(live)} ms`);
  return judge(`opening a project of ${files.size} files, warm, ms (median)`, median(shown), 1_000, 'at most');
}

async function main(): Promise<boolean> {
  await using browser = await launchBrowser();
  const figures = [await twoPeople(browser), await twenty(browser), await opening(browser), await ownTyping()];
  await disconnectControl();
  return figures.every(Boolean);
}

process.exitCode = (await main()) ? 0 : 1;
