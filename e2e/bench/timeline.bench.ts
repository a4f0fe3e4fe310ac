import { disconnectControl } from '#lib/db/control/client.ts';
import { editFile } from '#lib/domain/files/store.ts';
import { blameFile, compareVersions, fileAt } from '#lib/domain/version/compare-store.ts';
import { listVersions, saveVersion } from '#lib/domain/version/store.ts';
import { createTestDatabase, onServer } from '#lib/testing/database.ts';
import { createPerson, createTestProject, joinProject, testSecret } from '#lib/testing/project.ts';
import { judge } from './report.ts';

/**
 * The timeline of a project of 500 files with 10,000 versions: how long it takes to open, and what a
 * version costs in the control database. The first 9,900 are written as rows, each as the product
 * writes one; the last hundred are saved by the product.
 *
 *   npm run bench -- timeline
 */
const fileCount = 500;
const written = 9_900;
const saved = 100;
const limitMs = 300;
/** A tree is 1 MB; a version that changes 2 kB of it costs a few kB. */
const limitKb = 16;

const path = (n: number): string => `models/m${n}.sql`;
const text = (n: number, at: number): string => `select ${at} as at,\n${`  column_${n} + 1,\n`.repeat(100)}  1\n`;

await using database = await createTestDatabase('control');
process.env.DATABASE_URL = database.url;
process.env.INSITU_SECRET = testSecret;
delete process.env.INSITU_COLLAB_PORT;

const files = new Map(Array.from({ length: fileCount }, (_, n) => [path(n), text(n, 0)]));
const { access, branch } = await joinProject(
  await createPerson('Mira'),
  await createTestProject('long', files),
  'editor',
);
await saveVersion(access, branch, 'first');

/** Versions that change one file each, as `storeTree` writes them. */
const rows = [
  `insert into blob (hash, text, bytes)
   select 'h' || n, repeat(md5(n::text), 60), 1920 from generate_series(2, ${written}) n`,
  `insert into version (id, project_id, branch_id, number, person_id, message, cause, changed)
   select 'v' || n, '${access.project.id}', '${branch.id}', n, '${access.person.id}', 'edit ' || n, 'save',
          array['models/m' || (n % ${fileCount}) || '.sql'] from generate_series(2, ${written}) n`,
  `update version_entry e set until = least(
     (select min(n) from generate_series(2, ${written}) n where 'models/m' || (n % ${fileCount}) || '.sql' = e.path))
   where e.since = 1`,
  `insert into version_entry (branch_id, path, since, until, blob_hash)
   select '${branch.id}', 'models/m' || (n % ${fileCount}) || '.sql', n,
          case when n + ${fileCount} <= ${written} then n + ${fileCount} end, 'h' || n
     from generate_series(2, ${written}) n`,
  `update project set last_version = ${written}`,
  `update branch set head_version_id = 'v${written}'`,
  'analyze',
];
await onServer(database.url, async (client) => {
  for (const row of rows) await client.query(row);
});

const bytes = (): Promise<number> =>
  onServer(database.url, async (client) => {
    const { rows: sizes } = await client.query<{ bytes: string }>(
      `select sum(pg_total_relation_size(name)) as bytes from unnest(array['version', 'version_entry', 'blob']) name`,
    );
    return Number(sizes[0]?.bytes);
  });

// The rows above left other texts than the drafts have: the first version that is saved writes them all.
await saveVersion(access, branch, 'as it is now');
const before = await bytes();
const saves: number[] = [];
for (let n = 0; n < saved; n += 1) {
  const edited = await editFile(access, branch, { path: path(n), text: text(n, n + 1) });
  if (!edited.ok) throw new Error(edited.problem.message);
  saves.push(await timed(() => saveVersion(access, branch, `edit ${n}`)));
}
const each = ((await bytes()) - before) / saved / 1000;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const slow = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;

async function p95(work: (n: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 20; n += 1) times.push(await timed(() => work(n)));
  return slow(times);
}

const middle = written / 2;
const processor = process.cpuUsage();
const figures = [
  judge('timeline, first page, ms (p95)', await p95(() => listVersions(access)), limitMs, 'at most'),
  judge(
    'timeline, a page in the middle, ms (p95)',
    await p95((n) => listVersions(access, { before: middle + n })),
    limitMs,
    'at most',
  ),
  judge(
    'timeline of one file, ms (p95)',
    await p95((n) => listVersions(access, { path: path(n) })),
    limitMs,
    'at most',
  ),
  judge(
    'a file at a version in the middle, ms (p95)',
    await p95((n) => fileAt(access, branch, { point: middle + n, path: path(n) })),
    limitMs,
    'at most',
  ),
  judge(
    'two versions compared, ms (p95)',
    await p95((n) => compareVersions(access, branch, { old: middle + n, now: middle + n + 20 })),
    limitMs,
    'at most',
  ),
  judge('blame of a file, ms (p95)', await p95((n) => blameFile(access, branch, path(n))), limitMs, 'at most'),
  judge('a version that changes one of 500 files, kB', each, limitKb, 'at most'),
];
const { user, system } = process.cpuUsage(processor);
console.log(
  `  ${((user + system) / 1_000_000).toFixed(1)} s of processor in this process; saving one took ${slow(saves).toFixed(0)} ms (p95)`,
);
await disconnectControl();
process.exitCode = figures.every(Boolean) ? 0 : 1;
