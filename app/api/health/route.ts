import { readHealth } from '#lib/domain/health/store.ts';

/** 200 when the page can be used: the control database answers and every process is up. For anybody; it tells states only. */
export async function GET(): Promise<Response> {
  const health = await readHealth();
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
