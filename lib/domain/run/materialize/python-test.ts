import { z } from 'zod';
import type { CompiledNode, NodeWork } from '#lib/contracts/compilation.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { Outcome, StepContext } from '../context.ts';
import { callRuntime } from '../runtime.ts';
import { inputsOf, limitsOf } from './python.ts';
import { placeOf } from './view.ts';

type PythonTestWork = Extract<NodeWork, { type: 'python_test' }>;

const detail = z.object({ path: z.string(), line: z.number(), column: z.number() }).partial();
const answer = z.object({
  tests: z.array(
    z.object({
      name: z.string(),
      line: z.number(),
      status: z.enum(['pass', 'fail', 'error']),
      seconds: z.number(),
      failure: z.object({ message: z.string(), hint: z.string().nullable(), detail }).optional(),
    }),
  ),
});

type TestResult = z.infer<typeof answer>['tests'][number];

/** Runs the test functions of a file in the fenced child, each cell on the frames its test gives; nothing is written. */
export async function runPythonTests(context: StepContext, node: CompiledNode, work: PythonTestWork): Promise<Outcome> {
  const spec = {
    path: node.graph.path,
    source: work.source,
    inputs: inputsOf(work.inputs),
    cells: work.cells,
    config: node.config,
    vars: context.vars,
    target: context.target,
    limits: limitsOf(node.config),
  };
  const place = { ...placeOf(context), text: work.source };
  const { tests } = answer.parse(
    await callRuntime(context.connection, 'insitu.run_tests($1::jsonb)', [JSON.stringify(spec)], place),
  );
  for (const each of tests) context.log(lineOf(each));
  const failed = tests.filter(({ status }) => status !== 'pass');
  if (failed.length === 0) return { status: 'pass', failures: 0 };
  const problem = problemOf(context, work, failed);
  return { status: work.severity === 'warn' ? 'warn' : 'fail', failures: failed.length, problem };
}

function lineOf({ name, status, seconds, failure }: TestResult): string {
  const said = failure ? `: ${failure.message}${placed(failure.detail)}` : '';
  return `${status === 'pass' ? '✓' : '✗'} ${name} (${seconds.toFixed(2)} s)${said}`;
}

const placed = ({ path, line }: z.infer<typeof detail>): string => (path && line ? ` (${path}, line ${line})` : '');

/** The first failure with its place in the person's file; the others stand in the log. */
function problemOf(context: StepContext, work: PythonTestWork, failed: readonly TestResult[]): Problem {
  const [first] = failed;
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  const { path, line, column } = first?.failure?.detail ?? {};
  return {
    code: 'test.failed',
    severity: work.severity === 'warn' ? 'warning' : 'error',
    message: `${first?.name}: ${first?.failure?.message ?? 'failed'}${more}`,
    remedy: first?.failure?.hint ?? 'Mend the cell, or what the test expects of it.',
    ...context.place,
    ...(path ? { path } : {}),
    line: line ?? first?.line,
    column: column ?? 1,
  };
}
