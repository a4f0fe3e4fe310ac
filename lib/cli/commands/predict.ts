import { openSession } from '#lib/db/data/index.ts';
import type { Arguments } from '../arguments.ts';
import type { Run } from '../commands.ts';
import { compileFolder } from '../compile.ts';
import { out } from '../print.ts';
import { selectedIds } from '../selection.ts';
import { databaseUrl } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { runSteps, stepsOf } from './run.ts';

/** Builds prediction nodes, or scores one row with a trained model. */
export const predict: Run = (args) => {
  const [model] = args.words;
  if (model !== undefined) return predictRow(args, model);
  const folder = compileFolder(args);
  const steps = stepsOf(args, folder, 'run', selectedIds(args, folder)).filter(({ kind }) => kind === 'predict');
  const chosen = new Set<string>(steps.map(({ nodeId }) => nodeId));
  const own = steps.map((step) => ({ ...step, after: step.after.filter((id) => chosen.has(id)) }));
  return runSteps(args, folder, own);
};

async function predictRow(args: Arguments, model: string): Promise<number> {
  if (args.row === undefined)
    throw new UsageError('insitu predict MODEL needs --row.', `Give --row '{"column": value, …}'.`);
  const row = args.row;
  try {
    JSON.parse(row);
  } catch {
    throw new UsageError('--row is not JSON.', `Write --row '{"column": value, …}'.`);
  }
  await using session = openSession({ url: databaseUrl(args), max: 1, applicationName: 'insitu predict' });
  const version = args.version === undefined ? null : String(args.version);
  const result = await session.use((connection) =>
    connection.query('select insitu.predict($1, $2::jsonb, $3::int)', [model, row, version]),
  );
  out(result.rows[0]?.[0] ?? 'null');
  return 0;
}
