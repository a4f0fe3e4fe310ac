import type { Access } from '#lib/access/access.ts';
import type { TestFailures } from '#lib/contracts/api.ts';
import type { CompiledNode } from '#lib/contracts/compilation.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { runEvent } from '#lib/contracts/run.ts';
import { control } from '#lib/db/control/client.ts';
import { preview } from '#lib/db/data/index.ts';
import type { BranchFacts } from '../project/store.ts';
import { compileDrafts } from './compiled-store.ts';
import { personSession } from './connection-store.ts';
import { recordEgress } from './egress-store.ts';

/**
 * What a test found: the rows that fail it, read now as the person's own role, at most a page of
 * them; of a unit test how the rows of its last run differ.
 */
export async function testFailures(
  access: Access,
  branch: BranchFacts,
  id: string,
  signal: AbortSignal,
): Promise<TestFailures> {
  const { compilation } = await compileDrafts(access, branch);
  const node = compilation.nodes.get(id);
  if (node?.graph.kind !== 'test') throw noTest(id);
  if (node.work.type === 'unit_test') return { test: id, ...(await lastDiff(branch, id)) };
  const sql = failingRows(node);
  const session = await personSession(access);
  const place = { path: node.graph.path, nodeId: id };
  const { columns, rows, more, ms } = await preview(session, { sql, offset: 0, signal, place });
  const bytes = JSON.stringify([columns, rows]).length;
  await recordEgress(access, { from: node.graph.path, rows: rows.length, bytes });
  const shown = { columns: [...columns], rows: rows.map((row) => [...row]), more, ms, sql, outputs: [] };
  return { test: id, rows: shown };
}

/** The rows a test kept, or the query that finds them. */
function failingRows({ graph, work }: CompiledNode): string {
  if (work.type === 'test' && work.store !== undefined) {
    const { schema, identifier } = work.store.relation;
    return `select * from ${quote(schema)}.${quote(identifier)}`;
  }
  if ('sql' in work && work.sql !== undefined) return work.sql;
  if (work.type === 'invalid') throw new ProblemError(work.problem);
  throw new ProblemError({
    code: 'test.no_rows',
    message: `${graph.name} has no query whose rows could be shown.`,
    remedy:
      work.type === 'python_test' ? 'Its log says what failed.' : 'Give it store_failures: true, and run it again.',
    path: graph.path,
  });
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What the last run of a unit test said of it. */
async function lastDiff(branch: BranchFacts, nodeId: string): Promise<Pick<TestFailures, 'diff'>> {
  const key = { branchId: branch.id, nodeId };
  const state = await control().nodeState.findUnique({ where: { branchId_nodeId: key }, select: { runId: true } });
  if (!state?.runId) return {};
  const row = await control().runEvent.findFirst({
    where: {
      runId: state.runId,
      AND: [{ event: { path: ['type'], equals: 'step_finished' } }, { event: { path: ['nodeId'], equals: nodeId } }],
    },
    orderBy: { seq: 'desc' },
  });
  const event = row && runEvent.parse(row.event);
  return event?.type === 'step_finished' && event.diff ? { diff: event.diff } : {};
}

const noTest = (id: string): ProblemError =>
  new ProblemError({
    code: 'test.missing',
    message: `There is no test “${id.slice(0, 200)}” in this branch.`,
    remedy: 'It may have been renamed: open its node again.',
  });
