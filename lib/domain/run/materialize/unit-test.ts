import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { UnitRows } from '../../compile/unit-tests/rows.ts';
import type { Outcome, StepContext } from '../context.ts';
import { MacroStatements, talkOf } from '../render/statements.ts';
import { unitTestDiff } from '../unit-test/diff.ts';
import { placeOf } from './view.ts';

/** Characters of a picture that are kept. */
const mostText = 100_000;

type UnitTestWork = Extract<NodeWork, { type: 'unit_test' }>;

/** Runs a unit test: the model's query on given rows beside what is expected. What it makes is undone. */
export async function runUnitTest(context: StepContext, node: CompiledNode, work: UnitTestWork): Promise<Outcome> {
  const { connection, role, log } = context;
  const place = { ...placeOf(context), text: '', rawText: work.rawSql };
  const statements = new MacroStatements(connection, { role, place });
  const host = { ...talkOf(log), answer: statements.answer.bind(statements) };
  try {
    return verdict(context, node, await context.render({ name: 'unit_test', id: node.graph.id }, host));
  } finally {
    await statements.end();
  }
}

function verdict(context: StepContext, { graph }: CompiledNode, rows: UnitRows): Outcome {
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
