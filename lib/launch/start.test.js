import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { untilGone } from './processes.js';
import { root } from './settings.js';
import { readStatus } from './status.js';

/** The whole launcher as a person starts it, on a home of its own; the app is built once before. */
const home = mkdtempSync(join(tmpdir(), 'insitu-start-'));
const minutes = 60_000;
const started = [];

function start(...args) {
  const env = {
    ...process.env,
    INSITU_HOME: home,
    INSITU_TOOLS: process.env.INSITU_TOOLS ?? `${home}-tools`,
    INSITU_THROW_AWAY: '1',
  };
  const child = spawn(process.execPath, ['lib/launch/start.js', ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const launcher = { child, output: '', exit: once(child, 'exit').then(([code]) => code) };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (launcher.output += text));
  started.push(launcher);
  return launcher;
}

/** @returns {Promise<string>} the printed address */
async function address(launcher) {
  await expect.poll(() => launcher.output, { timeout: 4 * minutes, interval: 100 }).toMatch(/ready after .*http|✗/);
  return /ready after .*?(http:\S+)/.exec(launcher.output)?.[1] ?? expect.unreachable(launcher.output);
}

const processes = () => readStatus(home).processes.map(({ pid }) => pid);

afterAll(async () => {
  for (const { child } of started) child.kill('SIGTERM');
  await Promise.all(started.map(({ exit }) => exit));
  rmSync(home, { recursive: true, force: true });
}, minutes);

test('a taken port is said before anything is done', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const launcher = start('--port', String(other.address().port));
  expect(await launcher.exit).toBe(1);
  expect(launcher.output).toMatch(/taken by another program.*launch\.port-taken/);
  expect(launcher.output).not.toMatch(/✓/);
  other.close();
});

test(
  'two starts at once: one serves, the other says where',
  async () => {
    const [first, second] = [start(), start()];
    const loser = await Promise.race([first.exit.then(() => first), second.exit.then(() => second)]);
    const winner = loser === first ? second : first;
    expect(loser.output).toMatch(/launch\.already-running/);
    const answer = await fetch(`${await address(winner)}/api/health`);
    expect(answer.status).toBe(200);
    expect(readFileSync(join(home, 'run/status.json'), 'utf8')).not.toMatch(/:[0-9a-f]{64}@/);
  },
  5 * minutes,
);

test(
  'killed outright, its children go too, and the next start takes up where it was',
  async () => {
    const running = started.find(({ child }) => child.exitCode === null);
    const children = processes();
    expect(children.length).toBe(4);
    running.child.kill('SIGKILL');
    for (const pid of children) expect(await untilGone(pid, 30_000), `process ${pid} is left`).toBe(true);
    const answer = await fetch(`${await address(start())}/api/health`);
    expect(answer.status).toBe(200);
  },
  2 * minutes,
);

test(
  'a process that dies comes back',
  async () => {
    const before = readStatus(home).processes.find(({ name }) => name === 'web');
    process.kill(before.pid, 'SIGKILL');
    const web = () => readStatus(home).processes.find(({ name }) => name === 'web');
    await expect.poll(web, { timeout: 20_000 }).toMatchObject({ state: 'ready', restarts: before.restarts + 1 });
  },
  minutes,
);

test(
  'Ctrl-C stops everything and leaves nothing',
  async () => {
    const running = started.find(({ child }) => child.exitCode === null && child.signalCode === null);
    const children = processes();
    running.child.kill('SIGINT');
    expect(await running.exit).toBe(0);
    for (const pid of children) expect(await untilGone(pid, 0), `process ${pid} is left`).toBe(true);
    expect(readStatus(home)).toBeUndefined();
  },
  minutes,
);
