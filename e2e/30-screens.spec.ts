import { expect, type Page, test } from '@playwright/test';
import { watchConsole } from './support/console.ts';
import { cutOff, tooSmall } from './support/fit.ts';
import { enterFlights } from './support/person.ts';
import { seen } from './support/workbench.ts';

/** Every screen, on a phone and wide, dark and light: it shows what it is for, fits, and complains about nothing. */
interface Screen {
  readonly name: string;
  readonly path: string;
  readonly shows: string | RegExp;
  readonly onPhone?: string | RegExp;
}

const SCREENS: readonly Screen[] = [
  { name: 'projects', path: '/', shows: /flights/i },
  {
    name: 'workbench',
    path: '/p/flights?file=models/features/fct_plane_profile.sql',
    shows: 'fct_plane_profile.sql',
    onPhone: 'Show its rows',
  },
  { name: 'graph', path: '/p/flights/graph', shows: 'flight_features' },
  { name: 'train', path: '/p/flights/train/arr_late_lgbm', shows: 'arr_late_lgbm' },
  { name: 'runs', path: '/p/flights/runs', shows: 'done' },
  { name: 'run', path: '/p/flights/runs/1', shows: 'Run 1' },
  { name: 'models', path: '/p/flights/models', shows: 'arr_late_lgbm' },
  { name: 'board', path: '/p/flights/board', shows: /board|objective|task/i },
  { name: 'account', path: '/account', shows: 'Password' },
  { name: 'audit', path: '/account/audit', shows: 'session.signed_in' },
  { name: 'audit of a project', path: '/p/flights/settings?tab=audit', shows: 'session.signed_in' },
];

const PHONE = { width: 390, height: 844 };
const WIDE = { width: 1440, height: 900 };
const THEMES = ['dark', 'light'] as const;

let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  complaints = watchConsole(page);
  await enterFlights(page);
});

test.afterAll(async () => {
  await page.close();
});

for (const { name, path, shows, onPhone } of SCREENS) {
  test(name, async () => {
    await page.setViewportSize(PHONE);
    await page.goto(path);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await expect(seen(page, onPhone ?? shows)).toBeVisible({ timeout: 60_000 });
      await expect(page.locator('html')).toHaveCSS('color-scheme', theme);
      expect.soft(await cutOff(page)).toEqual([]);
      expect.soft(await tooSmall(page)).toEqual([]);
    }
    await page.setViewportSize(WIDE);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await expect(seen(page, shows)).toBeVisible({ timeout: 60_000 });
      await expect(page.locator('html')).toHaveCSS('color-scheme', theme);
      expect.soft(await cutOff(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
}
