import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { steadyWasm } from '../launch/node/v8.js';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['lib/**/*.test.{ts,tsx,js}', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // Most tests wait for PostgreSQL or for a child of its: one for each core, none left free.
    maxWorkers: availableParallelism(),
    execArgv: [steadyWasm],
    // A test that waits for PostgreSQL or for a fit on two busy cores; pure tests end in milliseconds.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
