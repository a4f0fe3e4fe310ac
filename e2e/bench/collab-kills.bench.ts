import { killUnderTyping } from '#lib/testing/collab-kills.ts';
import { judge } from './report.ts';

/**
 * The collab process killed with SIGKILL a hundred times while eight people type in one file.
 *
 *   npm run bench -- collab-kills        INSITU_SEED repeats a run
 */
const kills = Number(process.env.INSITU_KILLS) || 100;
const seed = Number(process.env.INSITU_SEED) || Date.now() % 1_000_000;

const onKill = (kill: number): void => {
  if (kill % 10 === 0) console.log(`  ${kill} kills`);
};

console.log(`  seed ${seed} (INSITU_SEED repeats it)`);
const report = await killUnderTyping({ kills, people: 8, seed, onKill });
console.log(`  ${report.typed} words typed`);
const figures = [
  judge('words lost', report.lost.length, 0, 'at most'),
  judge('words doubled', report.doubled.length, 0, 'at most'),
  judge('words torn', report.torn.length, 0, 'at most'),
  judge('words called stored and not kept', report.lies.length, 0, 'at most'),
  judge('pages that differ from the control database', report.same ? 0 : 1, 0, 'at most'),
];
process.exitCode = figures.every(Boolean) ? 0 : 1;
