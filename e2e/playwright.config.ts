import { defineConfig, devices } from '@playwright/test';

const port = process.env.INSITU_E2E_PORT ?? '4390';
const baseURL = `http://127.0.0.1:${port}`;
/** A screen change is 100 ms here; a training of the sample project is most of a minute. */
const seconds = 1_000;

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '.out/results',
  // One product, one data database: the stories build on it in order.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120 * seconds,
  expect: { timeout: 15 * seconds },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.INSITU_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    // The same command a person types, in the home that the environment names.
    command: `node lib/launch/start.js --port ${port}`,
    cwd: '..',
    url: `${baseURL}/api/health`,
    timeout: 300 * seconds,
    // A product that runs already, while stories are being written.
    reuseExistingServer: process.env.INSITU_E2E_REUSE === '1',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30 * seconds },
    stdout: 'pipe',
  },
});
