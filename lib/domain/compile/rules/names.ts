import type { Problem } from '../../../contracts/problem.ts';
import type { Draft } from '../draft.ts';

const MAY_HAVE_SPACES: ReadonlySet<Draft['resourceType']> = new Set(['source', 'exposure', 'unit_test']);

/** dbt refuses spaces in the names of nodes, or with its flag off warns of them. */
export function nameProblem(draft: Draft, severity: Problem['severity']): Problem | undefined {
  if (!draft.name.includes(' ') || MAY_HAVE_SPACES.has(draft.resourceType)) return undefined;
  const isTest = draft.resourceType === 'test';
  return {
    code: 'name.space',
    severity,
    message: `"${draft.name}" has a space in its name.`,
    path: draft.path,
    line: draft.line ?? 1,
    column: 1,
    remedy: isTest
      ? 'Give the test a name without spaces.'
      : `Rename the file to ${draft.name.replaceAll(' ', '_')}; an alias may have spaces.`,
    nodeId: draft.id,
  };
}
