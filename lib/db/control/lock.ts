import { Client } from 'pg';
import { controlUrl } from './client.ts';

/**
 * Does something alone, over all processes, that takes long and asks others: no transaction is open
 * meanwhile, which would hold back the vacuum and be ended by a time limit. The lock goes with its connection.
 * @returns undefined where somebody else holds the lock
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
  const client = new Client({ connectionString: controlUrl(), application_name: 'insitu lock', keepAlive: true });
  // A connection that breaks fails its query; unheard, the event would end the process as well.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ free: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
      [name],
    );
    return rows[0]?.free ? await work() : undefined;
  } finally {
    await client.end().catch(() => {});
  }
}
