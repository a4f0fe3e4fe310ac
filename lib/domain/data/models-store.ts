import { z } from 'zod';
import type { Access } from '#lib/access/access.ts';
import { type Prediction, prediction } from '#lib/contracts/api.ts';
import type { SqlPlace, SqlText } from '#lib/contracts/database.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { type TrainedModel, type TrainingCheck, trainedModel, trainingCheck } from '#lib/contracts/train.ts';
import { control } from '#lib/db/control/client.ts';
import { readOnly } from '#lib/db/data/index.ts';
import type { BranchFacts } from '../project/store.ts';
import { compileDrafts } from './compiled-store.ts';
import { personSession } from './connection-store.ts';
import { recordEgress } from './egress-store.ts';

/** Every version of every trained model of a branch that the person may see, newest first. */
export async function listModels(access: Access, branch: BranchFacts, signal: AbortSignal): Promise<TrainedModel[]> {
  const result = await look(access, signal, listSql, [branch.schema]);
  const rows = result.map(([json]): unknown => JSON.parse(json ?? '{}'));
  const names = await namesOfRoles(access);
  return rows.map((row) => {
    const model = trainedModel.parse(withoutNulls(row));
    return { ...model, trainedBy: names.get(model.trainedBy) ?? model.trainedBy };
  });
}

/** The schema of the branch and dbt's custom schemas below it. */
const listSql = `
  select report || jsonb_build_object('trainedBy', trained_by, 'trainedAt', to_json(trained_at) #>> '{}', 'provenance', provenance)
    from insitu.trained_models
   where schema_name = $1 or starts_with(schema_name::text, $1 || '_')
   order by trained_at desc limit 500`;

/** Roles of the data database that are people of this project. */
async function namesOfRoles(access: Access): Promise<ReadonlyMap<string, string>> {
  const rows = await control().personRole.findMany({
    where: { dataDatabaseId: access.project.dataDatabaseId },
    select: { role: true, person: { select: { name: true } } },
  });
  return new Map(rows.map(({ role, person }) => [role, person.name]));
}

/** One row through a trained model, in the database. */
export async function predictRow(
  access: Access,
  branch: BranchFacts,
  { name, row }: { name: string; row: Record<string, unknown> },
  signal: AbortSignal,
): Promise<Prediction> {
  if (!name.startsWith(`${branch.schema}.`) && !name.startsWith(`${branch.schema}_`)) {
    throw new ProblemError({
      code: 'model.missing',
      message: `This project has no trained model ${name}.`,
      remedy: 'Train it first.',
    });
  }
  const [result] = await look(access, signal, 'select insitu.predict($1, $2::jsonb)', [name, JSON.stringify(row)]);
  const text = result?.[0] ?? '{}';
  await recordEgress(access, { from: name, rows: 1, bytes: text.length });
  return prediction.parse(withoutNulls(JSON.parse(text), ['value']));
}

/** Looks at a training node's data before a fit. Throws what it refuses, with the counts. */
export async function checkTraining(
  access: Access,
  branch: BranchFacts,
  path: string,
  signal: AbortSignal,
): Promise<TrainingCheck> {
  const { compilation } = await compileDrafts(access, branch);
  const node = [...compilation.nodes.values()].find(({ graph }) => graph.path === path);
  const problem = compilation.problems.find((one) => one.path === path && one.severity === 'error');
  if (problem) throw new ProblemError(problem);
  if (node?.work.type !== 'train') throw new ProblemError(notTraining(path));
  const { sql, training } = node.work;
  const place = { nodeId: node.graph.id, path, text: sql };
  const values = [sql, JSON.stringify(training)];
  const [result] = await look(access, signal, 'select insitu.check_training($1, $2::jsonb)', values, place);
  const text = result?.[0] ?? '{}';
  await recordEgress(access, { from: path, rows: 0, bytes: text.length });
  return trainingCheck.parse(withoutNulls(JSON.parse(text)));
}

const notTraining = (path: string) => ({
  code: 'train.no_node',
  message: `${path} is no training node.`,
  remedy: "Give it config(materialized='model', target='…').",
  path,
});

const timeoutMs = 120_000;

/** One query as the person's own role, writing nothing. */
async function look(
  access: Access,
  signal: AbortSignal,
  sql: string,
  values: readonly SqlText[],
  place?: SqlPlace,
): Promise<readonly (readonly SqlText[])[]> {
  const session = await personSession(access);
  return readOnly(session, { timeoutMs, signal }, async ({ query }) => (await query(sql, values, place)).rows);
}

const record = z.record(z.string(), z.unknown());

/** The contracts leave absent fields out where JSON has null. @param keep fields whose null is a value */
function withoutNulls(value: unknown, keep: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one));
  const parsed = record.safeParse(value);
  if (!parsed.success) return value;
  return Object.fromEntries(
    Object.entries(parsed.data)
      .filter(([key, field]) => field !== null || keep.includes(key))
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}
