import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import type { UnitRows } from '../../compile/unit-tests/rows.ts';
import type { Outcome, StepContext } from '../context.ts';
import { quoteName, quoteRelation } from '../quote.ts';
import type { RenderHost } from '../render/pool.ts';
import { MacroStatements, talkOf } from '../render/statements.ts';
import { callRuntime } from '../runtime.ts';
import { unitTestDiff } from '../unit-test/diff.ts';
import { cellSpec } from './python.ts';
import { placeOf } from './view.ts';

/** Characters of a picture that are kept. */
const mostText = 100_000;

type UnitTestWork = Extract<NodeWork, { type: 'unit_test' }>;

/** Runs a unit test: the model's query on given rows beside what is expected. What it makes is undone. */
export async function runUnitTest(context: StepContext, node: CompiledNode, work: UnitTestWork): Promise<Outcome> {
  const { connection, role, log } = context;
  const place = { ...placeOf(context), text: '', rawText: work.rawSql };
  const statements = new MacroStatements(connection, { role, place });
  const host = { ...talkOf(log), answer: statements.answer.bind(statements), main: context.main };
  try {
    const given = work.cell && (await runCell(context, node, work.cell, statements, host));
    const task = { name: 'unit_test', id: node.graph.id, ...(given === undefined ? {} : { given }) } as const;
    return verdict(context, node, await context.render(task, host));
  } finally {
    await statements.end();
  }
}

/** Runs a Python cell on tables of the given rows. @returns a query of what it gives */
async function runCell(
  context: StepContext,
  node: CompiledNode,
  cell: NonNullable<UnitTestWork['cell']>,
  statements: MacroStatements,
  host: RenderHost,
): Promise<string> {
  const queries = [...(await context.render({ name: 'unit_inputs', id: node.graph.id }, host))];
  const inputs = queries.map(([key], index) => [key, temporary(`given_${index}`)] as const);
  const create = queries.map(
    ([, sql], index) => `create temporary table ${quoteName(`insitu_given_${index}`)} on commit drop as ${sql}`,
  );
  // Also a cell that reads nothing runs in the transaction, as the project's role.
  for (const sql of ['select 1', ...create]) {
    const answer = await statements.answer({ type: 'query', sql, begin: true });
    if (!answer.ok) throw new ProblemError(answer.problem);
  }
  const relation = temporary('result');
  const work = { type: 'python', source: cell.source, relation, inputs: Object.fromEntries(inputs) } as const;
  const tested = { ...node, config: cell.config, graph: { ...node.graph, path: cell.path } };
  const own = cellSpec(tested, work, { ...context, vars: { ...context.vars, ...cell.vars } });
  const spec = { ...own, relation: { schema: relation.schema, name: relation.identifier } };
  const place = { ...placeOf(context), path: cell.path, text: cell.source };
  await callRuntime(context.connection, 'insitu.run_cell($1::jsonb)', [JSON.stringify(spec)], place);
  return `select * from ${quoteRelation(relation)}`;
}

const temporary = (name: string) => ({ schema: 'pg_temp', identifier: `insitu_${name}` });

function verdict(context: StepContext, { graph }: CompiledNode, rows: UnitRows): Outcome {
  context.compiled(graph.id, { code: rows.sql, ctes: [] });
  const found = unitTestDiff(rows);
  const count = rows.actual.length + rows.expected.length;
  if (found === undefined) return { status: 'pass', failures: 0, rows: count };
  const { diff, rendered } = found;
  const differing = diff.rows.filter(({ kind }) => kind !== 'same' && kind !== 'gap').length + diff.more;
  return {
    status: 'fail',
    failures: 1,
    rows: count,
    diff,
    message: `\n\nactual differs from expected:\n\n${rendered}\n`.slice(0, mostText),
    problem: {
      code: 'test.unit',
      severity: 'error',
      message: `${differing === 1 ? 'One row differs' : `${differing} rows differ`} from what is expected.`,
      remedy: 'Look at the difference, then mend the model, or what the test expects of it.',
      ...context.place,
      ...(graph.line === undefined ? {} : { line: graph.line, column: 1 }),
    },
  };
}
