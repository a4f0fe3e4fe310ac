import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '#lib/testing/database.ts';
import { callText } from './main-statement.ts';

it('a call as it is written down gives what was sent with values', async () => {
  const database = await createTestDatabase('empty');
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    const values = ["it's \\ $1", 'two\nlines with $insitu$ and \\', null, 'x', ...Array(6).fill(null), 'eleventh'];
    const call = 'jsonb_build_array($1::text, $2::text, $3::text, $11::text, $4::text)';
    const { rows } = await client.query({ text: callText(call, values), rowMode: 'array' });
    expect(rows[0]?.[0]).toEqual([values[0], values[1], null, 'eleventh', 'x']);
  } finally {
    await client.end();
    await database.drop();
  }
});
