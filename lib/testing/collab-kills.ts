import { setTimeout as pause } from 'node:timers/promises';
import { LiveProject } from './live-project.ts';
import { randomFrom } from './random.ts';
import { Typist, wordsOf } from './typist.ts';

interface Kills {
  readonly kills: number;
  readonly people: number;
  readonly seed: number;
  /** Called after each kill, with its number. */
  readonly onKill?: (kill: number) => void;
}

export interface KillReport {
  /** Words that people typed. */
  readonly typed: number;
  /** Words that a page had called stored when its server was killed. */
  readonly claimed: number;
  /** Words that a page had called stored and that the control database did not have. */
  readonly lies: readonly string[];
  /** Words that are not in the text in the end. */
  readonly lost: readonly string[];
  /** Words that are there more than once. */
  readonly doubled: readonly string[];
  /** Words that nobody typed. */
  readonly torn: readonly string[];
  /** Whether every page and the control database say the same in the end. */
  readonly same: boolean;
}

const path = 'models/a.sql';

/**
 * People type in one file while the collab process is killed with SIGKILL again and again, at moments
 * that a seed chooses: also while it starts, and while the pages join. Between two kills the
 * control database alone is asked whether it has what the pages have called stored.
 */
export async function killUnderTyping({ kills, people, seed, onKill }: Kills): Promise<KillReport> {
  await using project = await LiveProject.create(new Map([[path, '']]));
  const random = randomFrom(seed);
  await project.start();
  const typists: Typist[] = [];
  for (let n = 0; n < people; n += 1) {
    const page = project.page(await project.person(`Person${n}`));
    typists.push(new Typist(String.fromCharCode(97 + n), page.document(project.file(path)), random));
  }
  for (const typist of typists) typist.start(30);
  const lies: string[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    await pause(random() ** 2 * 1_500);
    await project.kill();
    const claimed = typists.flatMap(({ calledStored }) => [...calledStored]);
    const kept = new Set(wordsOf(await project.kept(path)));
    lies.push(...claimed.filter((word) => !kept.has(word)));
    onKill?.(kill);
    await project.start();
  }
  for (const typist of typists) typist.stop();
  await settled(typists);
  const kept = await project.kept(path);
  return { ...judged(typists, kept), lies, same: typists.every(({ text }) => text === kept) };
}

async function settled(typists: readonly Typist[]): Promise<void> {
  const end = Date.now() + 60_000;
  while (!typists.every(({ state }) => state === 'stored') || new Set(typists.map(({ text }) => text)).size > 1) {
    if (Date.now() > end) throw new Error(`not settled: ${typists.map(({ state }) => state).join(', ')}`);
    await pause(20);
  }
}

function judged(typists: readonly Typist[], text: string) {
  const typed = typists.flatMap((typist) => typist.typed);
  const words = wordsOf(text);
  const there = new Set(words);
  const known = new Set(typed);
  return {
    typed: typed.length,
    claimed: typists.reduce((sum, { calledStored }) => sum + calledStored.length, 0),
    lost: typed.filter((word) => !there.has(word)),
    doubled: words.filter((word, at) => words.indexOf(word) !== at),
    torn: words.filter((word) => !known.has(word)),
  };
}
