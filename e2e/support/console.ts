import type { Page } from 'playwright';

/**
 * Collects what a page complains about: uncaught errors, console errors, a worker that could not be
 * made, and everything the Content-Security-Policy stopped.
 * @returns a list that grows while the page lives
 */
export function watchConsole(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' || text.includes('Could not create web worker')) complaints.push(text);
  });
  return complaints;
}
