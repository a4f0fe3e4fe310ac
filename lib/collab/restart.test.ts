import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTestCluster } from '#lib/testing/cluster.ts';
import { LiveProject } from '#lib/testing/live-project.ts';
import { randomFrom } from '#lib/testing/random.ts';
import { Typist, wordsOf } from '#lib/testing/typist.ts';

const path = 'models/a.sql';

/**
 * The control database is stopped as by a crash and started again, three times, the last time for
 * longer than a page asks for a ticket without a break, while three type and one comes to it.
 */
test('the control database restarts under load: all is stored afterwards, and "stored" was always true', async () => {
  await using cluster = await createTestCluster();
  await using project = await LiveProject.create(new Map([[path, '']]), cluster.url);
  await project.start();
  const random = randomFrom(7);
  const typists: Typist[] = [];
  for (const name of ['a', 'b', 'c']) {
    const page = project.page(await project.person(`Person ${name}`));
    typists.push(new Typist(name, page.document(project.file(path)), random));
  }
  const late = project.page(await project.person('Late'));
  for (const typist of typists) typist.start(20);
  for (const awayMs of [0, 500, 6_000]) {
    await pause(700);
    await cluster.stop('immediate');
    // What is called stored now is in files that only a start can read.
    const claimed = typists.map(({ calledStored }) => calledStored.length);
    if (awayMs > 1_000) {
      // A page that comes, and a process that starts, while the database is away.
      typists.push(new Typist('d', late.document(project.file(path)), random));
      await project.kill();
      await project.start();
    }
    await pause(awayMs);
    expect(typists.slice(0, 3).map(({ calledStored }) => calledStored.length)).toEqual(claimed);
    await cluster.start();
    const kept = new Set(wordsOf(await project.kept(path)));
    for (const [at, typist] of typists.slice(0, 3).entries()) {
      expect(typist.typed.slice(0, claimed[at]).filter((word) => !kept.has(word))).toEqual([]);
    }
  }
  await pause(300);
  for (const typist of typists) typist.stop();
  await expect
    .poll(() => typists.map(({ state }) => state), { timeout: 30_000 })
    .toEqual(['stored', 'stored', 'stored', 'stored']);
  const kept = await project.kept(path);
  expect(wordsOf(kept).toSorted()).toEqual(typists.flatMap(({ typed }) => typed).toSorted());
  await expect.poll(() => typists.every(({ text }) => text === kept), { timeout: 5_000 }).toBe(true);
}, 120_000);
