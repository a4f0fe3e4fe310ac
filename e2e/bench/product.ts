import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { z } from 'zod';
import { required } from './report.ts';

const startMs = 600_000;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The product as `npm start` brings it up, in a home of its own that goes with it. */
export interface Product extends AsyncDisposable {
  readonly url: string;
  /** Where its collab process listens. */
  readonly collabPort: number;
}

/** @param env what a person would set: databases of one's own, a secret */
export async function startProduct(name: string, env: Readonly<Record<string, string>> = {}): Promise<Product> {
  const home = join(required('INSITU_HOME'), name);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const port = await freePort();
  const child = spawn(process.execPath, ['lib/launch/start.js', '--port', String(port)], {
    cwd: root,
    env: { ...process.env, ...env, INSITU_HOME: home, INSITU_THROW_AWAY: '1' },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(child, url);
  const { collab } = z.object({ collab: z.number() }).parse(JSON.parse(readFileSync(join(home, 'ports.json'), 'utf8')));
  return {
    url,
    collabPort: collab,
    [Symbol.asyncDispose]: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(child: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + startMs;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/api/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  child.kill('SIGTERM');
  throw new Error('the product did not start');
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.INSITU_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...args] });
}
