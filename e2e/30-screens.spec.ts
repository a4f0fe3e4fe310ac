import { expect, type Page, test } from '@playwright/test';
import { watchConsole } from './support/console.ts';
import { enterFlights } from './support/person.ts';
import { seen } from './support/workbench.ts';

/** Every screen, dark and light: it shows what it is for, fits, and complains about nothing. */
interface Screen {
  readonly name: string;
  readonly path: string;
  readonly shows: string | RegExp;
}

const SCREENS: readonly Screen[] = [
  { name: 'projects', path: '/', shows: /flights/i },
  {
    name: 'workbench',
    path: '/p/flights?file=models/features/fct_plane_profile.sql',
    shows: 'fct_plane_profile.sql',
  },
  { name: 'graph', path: '/p/flights/graph', shows: 'flight_features' },
  { name: 'train', path: '/p/flights/train/arr_late_lgbm', shows: 'arr_late_lgbm' },
  { name: 'runs', path: '/p/flights/runs', shows: 'Runs' },
  { name: 'models', path: '/p/flights/models', shows: 'Trained models' },
  { name: 'board', path: '/p/flights/board', shows: /board|objective|task/i },
];

const VIEWS = [
  { width: 1440, height: 900, theme: 'dark' },
  { width: 1440, height: 900, theme: 'light' },
] as const;

/** Pixels that the page can be scrolled sideways, and what sticks out furthest. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    const beyond = root.scrollWidth - root.clientWidth;
    if (beyond <= 0) return '';
    const widest = [...document.body.querySelectorAll('*')].reduce((most, each) =>
      each.getBoundingClientRect().right > most.getBoundingClientRect().right ? each : most,
    );
    return `${beyond} px by ${widest.tagName} ${widest.className}`;
  });

for (const { width, height, theme } of VIEWS) {
  test(`${width} px, ${theme}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
    const page = await context.newPage();
    const complaints = watchConsole(page);
    await enterFlights(page);
    for (const { name, path, shows } of SCREENS) {
      await test.step(name, async () => {
        await page.goto(path);
        await expect(seen(page, shows)).toBeVisible();
        await expect(page.locator('html')).toHaveCSS('color-scheme', theme);
        expect(await overflow(page)).toBe('');
      });
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}
