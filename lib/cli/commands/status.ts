import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Run } from '../commands.ts';
import { out, paint } from '../print.ts';

/** What the launcher writes every five seconds and at every change. */
const statusFile = z.looseObject({
  updatedAt: z.string(),
  address: z.string().optional(),
  state: z.string(),
  processes: z.array(
    z.looseObject({
      name: z.string(),
      state: z.string(),
      restarts: z.number().optional(),
      lastExit: z.string().nullish(),
    }),
  ),
  databases: z.record(z.string(), z.string()).optional(),
  versions: z.record(z.string(), z.string()).optional(),
  notes: z.array(z.string()).optional(),
});
type Status = z.infer<typeof statusFile>;

/** The launcher writes every 5 s; after three misses it is gone. */
const goneAfterMs = 15_000;

/** State of the processes that `npm start` looks after. */
export const status: Run = (args) => {
  const status = readStatus();
  const alive = status !== undefined && Date.now() - Date.parse(status.updatedAt) < goneAfterMs;
  const ok = alive && status.state === 'ready' && status.processes.every(({ state }) => state === 'ready');
  if (args.json) out(JSON.stringify({ ok, running: alive, ...(status ?? {}) }, null, 2));
  else for (const line of lines(status, alive)) out(line);
  return ok ? 0 : 1;
};

function readStatus(): Status | undefined {
  const home = process.env.INSITU_HOME ?? defaultHome();
  try {
    const text = readFileSync(process.env.INSITU_STATUS ?? join(home, 'run', 'status.json'), 'utf8');
    return statusFile.parse(JSON.parse(text));
  } catch {
    // Never started here, or being written by an older version: both mean that nothing can be said.
    return undefined;
  }
}

const defaultHome = (): string =>
  userInfo().uid === 0 ? '/var/lib/insitu' : join(homedir(), '.local', 'share', 'insitu');

function lines(status: Status | undefined, alive: boolean): string[] {
  if (!status || !alive) return ['Insitu is not running. npm start starts it.'];
  const rows = status.processes.map(({ name, state, restarts, lastExit }) => {
    const style = state === 'ready' ? 'green' : state === 'failed' ? 'red' : 'yellow';
    const history = restarts ? paint('dim', `  ${restarts} restarts${lastExit ? `, last ${lastExit}` : ''}`) : '';
    return `  ${name.padEnd(10)} ${paint(style, state)}${history}`;
  });
  const databases = Object.entries(status.databases ?? {}).map(([name, url]) => `  ${name.padEnd(10)} ${url}`);
  return [`${status.address ?? 'Insitu'}  ${status.state}`, ...rows, ...databases, ...(status.notes ?? [])];
}
