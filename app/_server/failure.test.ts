import { Pool } from 'pg';
import { expect, it } from 'vitest';
import { testServerUrl } from '#lib/testing/database.ts';
import { problemOf } from './failure.ts';

it('a pool without a free connection is a database that is away for the moment, no failure of Insitu', async () => {
  const pool = new Pool({ connectionString: testServerUrl(), max: 1, connectionTimeoutMillis: 1_500 });
  const busy = await pool.connect();
  const error = await pool.connect().catch((thrown: unknown) => thrown);
  busy.release();
  await pool.end();
  expect(problemOf(error).code).toBe('control.unreachable');
});
