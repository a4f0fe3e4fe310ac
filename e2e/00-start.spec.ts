import { expect, test } from '@playwright/test';
import { watchConsole } from './support/console.ts';

test('a fresh product answers, asks for its first owner, and the page complains about nothing', async ({ page }) => {
  const complaints = watchConsole(page);
  const health = await page.request.get('/api/health');
  expect(health.status()).toBe(200);
  await page.goto('/');
  await expect(page).toHaveURL(/\/welcome$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('every answer forbids foreign frames and inline scripts without its nonce', async ({ page }) => {
  const nonces = new Set<string>();
  for (const path of ['/welcome', '/welcome', '/sign-in']) {
    const answer = await page.request.get(path);
    const policy = answer.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    const scripts = (await answer.text()).match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});
