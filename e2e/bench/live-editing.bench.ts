import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { LiveDocument } from '#lib/client/collab.ts';
import { LiveProject, untilSaveState } from '#lib/testing/live-project.ts';
import { randomFrom } from '#lib/testing/random.ts';
import { processorSeconds } from './processor.ts';
import { judge } from './report.ts';

/**
 * Live documents under a team's load: from a keystroke in one page to the text of every other, through
 * the collab process and a real control database; and what that process holds with 50 documents open
 * in 20 pages. The pages are what a browser runs, without its paint, and all in this one process:
 * what they take of each other's time is in the figures.
 *
 *   npm run bench -- live-editing
 */
const seconds = 15;
/** A fast typist. */
const keyMs = 150;
const documents = 50;
const people = 20;
const megabyte = 2 ** 20;

const path = (n: number): string => `models/m${n}.sql`;
const text = (n: number): string => `-- file ${n}\n${'select carrier, avg(delay) from flights\n'.repeat(500)}`;
const files = new Map(Array.from({ length: documents }, (_, n) => [path(n), text(n)]));

await using project = await LiveProject.create(files);
const collab = await project.start();
const pid = collab.pid ?? 0;
const random = randomFrom(11);
const members = [];
for (let n = 0; n < people; n += 1) members.push(await project.person(`Person ${n}`));
const pages = members.map((member) => project.page(member));

const open = async (page: (typeof pages)[number], n: number): Promise<LiveDocument> => {
  const document = page.document(project.file(path(n)));
  await untilSaveState(document, 'stored');
  return document;
};

/** Types in every document for a while. @returns ms from each keystroke to each other page, sorted */
async function type(opened: readonly LiveDocument[]): Promise<number[]> {
  const typedAt = new Map<string, number>();
  const arrivals: number[] = [];
  for (const document of opened) {
    document.text.observe((event, transaction) => {
      if (transaction.local) return;
      const now = performance.now();
      for (const { insert } of event.changes.delta) {
        const at = typeof insert === 'string' ? typedAt.get(insert) : undefined;
        if (at !== undefined) arrivals.push(now - at);
      }
    });
  }
  let count = 0;
  const typists = opened.map(async (document, at) => {
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      count += 1;
      const word = `«${at}.${count}»`;
      typedAt.set(word, performance.now());
      document.text.insert(Math.floor(random() * document.text.length), word);
      await pause(keyMs * (0.5 + random()));
    }
  });
  await Promise.all(typists);
  await Promise.all(opened.map((document) => untilSaveState(document, 'stored')));
  await pause(500);
  return arrivals.toSorted((a, b) => a - b);
}

const p95 = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;

async function latency(count: number, n: number, limit: number): Promise<boolean> {
  const opened = await Promise.all(pages.slice(0, count).map((page) => open(page, n)));
  const [ownBefore, collabBefore] = [process.cpuUsage(), processorSeconds(pid)];
  const arrivals = await type(opened);
  const { user, system } = process.cpuUsage(ownBefore);
  const collabSeconds = processorSeconds(pid) - collabBefore;
  console.log(
    `  ${arrivals.length} arrivals in ${seconds} s; processor: collab ${collabSeconds.toFixed(1)} s, the pages ${((user + system) / 1e6).toFixed(1)} s`,
  );
  return judge(`keystroke to the other page, ${count} people typing, ms (p95)`, p95(arrivals), limit, 'at most');
}

const few = await latency(2, 0, 100);
const many = await latency(people, 1, 150);
for (const page of pages) await Promise.all([...files.keys()].map((_, n) => open(page, n)));
const all = pages.map((page, at) => page.document(project.file(path(at * 2))));
await type(all);
const resident = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
const memory = judge(
  `collab with ${documents} documents open by ${people} people, MB`,
  resident / megabyte,
  300,
  'at most',
);
process.exitCode = few && many && memory ? 0 : 1;
