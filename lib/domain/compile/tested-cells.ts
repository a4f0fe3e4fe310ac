import type { TestedCell } from '../../contracts/compilation.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Draft, RefCall } from './draft.ts';
import type { Lookup } from './lookup.ts';

/** The cells a Python test runs (`dbt.run("cell")`), by the name it uses; anything but a Python cell is a problem. */
export function testedCells(
  draft: Draft,
  lookup: Lookup,
): { readonly cells: Readonly<Record<string, TestedCell>>; readonly problem?: Problem } {
  const cells: Record<string, TestedCell> = {};
  for (const call of draft.runs ?? []) {
    const target = lookup.ref(call, draft.packageName);
    if (target === undefined) continue;
    if (target.kind !== 'python') return { cells, problem: notACell(draft, call, target) };
    cells[call.name] = { source: target.text, path: target.path, config: target.config };
  }
  return { cells };
}

const notACell = (draft: Draft, call: RefCall, target: Draft): Problem => ({
  code: 'python.run',
  severity: 'error',
  message: `dbt.run("${call.name}") runs Python cells; ${target.path} is none.`,
  ...call.place,
  endLine: call.place.line,
  remedy: `Read what it built with dbt.ref("${call.name}"), or test it with a unit test in YAML.`,
  nodeId: draft.id,
});
