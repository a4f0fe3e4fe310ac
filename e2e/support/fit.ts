import type { Page } from '@playwright/test';

/**
 * What does not fit the window: how far the page scrolls sideways, and controls and headings that reach
 * out of it where nothing scrolls to them.
 */
export const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const scrolls = (each: Element): boolean => {
      for (let up = each.parentElement; up; up = up.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
      }
      return each.closest('[class*="plane"], .react-flow, .ag-root-wrapper, .monaco-editor') !== null;
    };
    const cut = [...document.querySelectorAll<HTMLElement>('button, a[href], h1, h2, h3, [role="tab"], select, input')]
      .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !scrolls(each))
      .map((each) => ({ name: each.ariaLabel || each.innerText || each.className, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.top >= 0 && (box.left < -0.5 || box.right > innerWidth + 0.5))
      .map(({ name, box }) => `${name} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    return wide > 0 ? [`the page, by ${wide} px`, ...cut] : cut;
  });

/**
 * What a finger can't hit: controls under 44 px either way. Left out is what is drawn to scale (the graph,
 * the grid), and a link inside a line of text.
 */
export const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], [role="tab"], select, input, textarea, summary')]
      .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((each) => each.closest('[class*="plane"], .ag-root-wrapper, .react-flow, [class*="skip"]') === null)
      .filter((each) => each.tagName !== 'A' || getComputedStyle(each).display !== 'inline')
      .map((each) => ({
        name: each.ariaLabel || each.innerText || each.closest('label')?.innerText || each.className,
        box: (each.closest('label') ?? each).getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 1 && box.height > 1 && (box.height < 43.5 || box.width < 43.5))
      .map(({ name, box }) => `${name} ${Math.round(box.width)} × ${Math.round(box.height)}`),
  );
