import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Health } from '#lib/contracts/api.ts';
import { control } from '#lib/db/control/client.ts';

type ProcessState = Health['processes'][string];

/** What the launcher writes (INSITU_STATUS), as far as health is concerned. */
const launcherStatus = z.object({
  updatedAt: z.string(),
  processes: z.array(
    z.object({ name: z.string(), state: z.string(), restarts: z.number().default(0), lastExit: z.string().nullish() }),
  ),
});

/** The launcher writes every 5 s: older than this, it is gone. */
const staleMs = 15_000;

/** State of the control database and of every process the launcher supervises. */
export async function readHealth(): Promise<Health> {
  const [database, launched] = await Promise.all([controlState(), launchedProcesses()]);
  const processes = { ...launched, web: { state: 'up' as const }, control: database };
  return { ok: Object.values(processes).every(({ state }) => state === 'up'), processes };
}

async function controlState(): Promise<ProcessState> {
  try {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), 3_000).unref());
    await Promise.race([control().$queryRaw`SELECT 1`, late]);
    return { state: 'up' };
  } catch {
    return { state: 'down', detail: 'does not answer' };
  }
}

/** Without a launcher (compose) each process has a health check of its own. */
async function launchedProcesses(): Promise<Record<string, ProcessState>> {
  const path = process.env.INSITU_STATUS;
  if (!path) return {};
  try {
    const status = launcherStatus.parse(JSON.parse(await readFile(path, 'utf8')));
    if (Date.now() - Date.parse(status.updatedAt) > staleMs) return { launcher: { state: 'down', detail: 'gone' } };
    return Object.fromEntries(status.processes.map(({ name, state, lastExit }) => [name, stateOf(state, lastExit)]));
  } catch {
    return { launcher: { state: 'starting' } };
  }
}

function stateOf(state: string, lastExit: string | null | undefined): ProcessState {
  if (state === 'ready') return { state: 'up' };
  const detail = lastExit ? { detail: lastExit } : {};
  return { state: state === 'starting' || state === 'restarting' ? 'starting' : 'down', ...detail };
}
