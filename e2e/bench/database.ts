import pg from 'pg';
import { installRuntime } from '#lib/runtime/install.ts';
import { required } from './report.ts';

/** Gives `work` the address of a database of its own with the runtime installed, and drops it afterwards. */
export async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = required('INSITU_TEST_PG_URL');
  const admin = new pg.Client(server);
  await admin.connect();
  const name = `insitu_test_bench_${process.pid}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  try {
    await admin.query(`create database ${name}`);
    await installRuntime(url.href, { python: required('INSITU_PYTHON') });
    return await work(url.href);
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}
