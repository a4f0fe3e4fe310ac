import type { Problem } from '../../../contracts/problem.ts';
import { configPlace } from '../config/place.ts';
import { textOf } from '../config/read.ts';
import type { Draft, RefCall } from '../draft.ts';

/**
 * Why a node may not refer to a model, by dbt's rules of access.
 * @param group the group of the node that refers; a test has that of the node it judges
 * @param restricted packages whose models others may use only when they are public
 * @see https://docs.getdbt.com/docs/mesh/govern/model-access
 */
export function accessProblem(
  call: RefCall,
  draft: Draft,
  target: Draft,
  group: string | undefined,
  restricted: ReadonlySet<string>,
): Problem | undefined {
  if (target.resourceType !== 'model') return undefined;
  const access = textOf(target.config, 'access') ?? 'protected';
  const owner = textOf(target.config, 'group');
  const isForeign = draft.packageName !== target.packageName && restricted.has(target.packageName);
  const isPrivate = access === 'private' && (group === undefined || group !== owner || isForeign);
  if (!isPrivate && !(access === 'protected' && isForeign)) return undefined;
  const { path, line, column, endColumn } = call.place;
  return {
    code: isPrivate ? 'access.private' : 'access.protected',
    severity: 'error',
    message: isPrivate
      ? `${draft.name} refers to "${target.name}", which is private to ${owner === undefined ? 'no group' : `the group "${owner}"`}.`
      : `${draft.name} refers to "${target.name}", which is protected: only the package "${target.packageName}" may.`,
    path,
    line,
    column,
    ...(endColumn === undefined ? {} : { endLine: line, endColumn }),
    remedy: isPrivate
      ? 'Put this node into that group, or give the model access: protected.'
      : 'Give the model access: public, or refer to one that is.',
    nodeId: draft.id,
  };
}

/** What is wrong with a node's own group and access. */
export function groupProblems(draft: Draft, groups: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const group = textOf(draft.config, 'group');
  if (group !== undefined && !groups.has(group)) {
    problems.push({
      code: 'group.missing',
      severity: 'error',
      message: `There is no group "${group}".`,
      ...configPlace(draft, 'group'),
      remedy: groups.size === 0 ? 'Describe it below "groups:" in a YAML file.' : `There is ${[...groups].join(', ')}.`,
      nodeId: draft.id,
    });
  }
  if (draft.config.materialized === 'ephemeral' && draft.config.access === 'public') {
    problems.push({
      code: 'access.ephemeral',
      severity: 'error',
      message: `"${draft.name}" is ephemeral and can't be public: there is no relation to read.`,
      ...configPlace(draft, 'access'),
      remedy: 'Make it a view, or access: protected.',
      nodeId: draft.id,
    });
  }
  return problems;
}
