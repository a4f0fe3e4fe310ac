import type { Problem } from '#lib/contracts/problem.ts';
import { recordOf } from '../compile/config/read.ts';
import { stableJson } from '../compile/hash.ts';
import type { Json, Manifest, ManifestNode } from './manifest/types.ts';

/** A model whose readers may rely on a contract that it no longer keeps. */
interface Broken {
  readonly node: ManifestNode;
  /** What changed, for people. */
  readonly changes: readonly string[];
}

/** Problems of contracts that an earlier state enforced and that are broken since: errors of versioned models, warnings of others. */
export function contractBreaks(now: Manifest, before: Manifest): Problem[] {
  const models = Object.values(before.nodes).filter(({ resource_type: type }) => type === 'model');
  return models
    .map((old) => {
      const mine = now.nodes[old.unique_id];
      return mine === undefined ? removed(old, now) : { node: mine, changes: changesOf(mine, old) };
    })
    .filter(({ changes }) => changes.length > 0)
    .map(problemOf);
}

const isEnforced = ({ contract }: Json): boolean => recordOf(contract).enforced === true;

function removed(old: ManifestNode, now: Manifest): Broken {
  const disabled = now.disabled[old.unique_id]?.[0];
  const node = disabled ?? old;
  const { deprecation_date: until } = node;
  const isPast = typeof until === 'string' && Date.parse(until) < Date.now();
  if (!isEnforced(node) || isPast) return { node, changes: [] };
  return { node, changes: [disabled === undefined ? 'the model was deleted or renamed' : 'the model was disabled'] };
}

function changesOf(mine: ManifestNode, old: ManifestNode): string[] {
  const [own, other] = [recordOf(mine.contract), recordOf(old.contract)];
  if (other.enforced !== true || (own.enforced === true && own.checksum === other.checksum)) return [];
  return [
    ...(own.enforced === true ? [] : ['the contract is not enforced any more']),
    ...columnChanges(mine, old),
    ...(isBuilt(old) ? lostConstraints(old, mine).map((each) => `${each} was removed`) : []),
    ...materializationChange(mine, old),
  ];
}

/** Constraints are enforced on what is built as a table. */
const isBuilt = ({ config }: Json): boolean => ['table', 'incremental'].includes(String(recordOf(config).materialized));

function columnChanges(mine: Json, old: Json): string[] {
  const own = recordOf(mine.columns);
  return columnsOf(old).flatMap(([name, column]) => {
    if (!(name in own)) return [`the column ${name} was removed`];
    const [was, is] = [column.data_type, recordOf(own[name]).data_type];
    return baseType(was) === baseType(is) ? [] : [`the column ${name} was ${was} and is ${is}`];
  });
}

const columnsOf = ({ columns }: Json): [string, Json][] =>
  Object.entries(recordOf(columns))
    .map(([name, column]): [string, Json] => [name, recordOf(column)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

/** A size, precision or scale breaks nothing. */
const baseType = (type: unknown): unknown =>
  typeof type === 'string'
    ? type
        .replace(/\(.*\)/, '')
        .trim()
        .toLowerCase()
    : type;

/** Constraints of columns that are still there, and of the model. */
function lostConstraints(old: Json, mine: Json): string[] {
  const own = recordOf(mine.columns);
  const ofColumns = columnsOf(old)
    .filter(([name]) => name in own)
    .flatMap(([name, column]) =>
      lostOf(column.constraints, recordOf(own[name]).constraints).map((each) => `${each} on the column ${name}`),
    );
  return [...ofColumns, ...lostOf(old.constraints, mine.constraints).map((each) => `${each} on the model`)];
}

function lostOf(old: unknown, mine: unknown): string[] {
  const kept = new Set(listIn(mine).map((each) => stableJson(each)));
  return listIn(old)
    .filter((each) => !kept.has(stableJson(each)))
    .map(recordOf)
    .filter(({ type }) => type !== 'custom')
    .map(({ name, type }) => `the constraint ${name ?? type}`);
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function materializationChange(mine: Json, old: Json): string[] {
  const hasConstraints = [old, ...columnsOf(old).map(([, column]) => column)].some(
    ({ constraints }) => listIn(constraints).length > 0,
  );
  if (!isBuilt(old) || isBuilt(mine) || !hasConstraints) return [];
  return [
    `it was a ${recordOf(old.config).materialized} with constraints and is a ${recordOf(mine.config).materialized}`,
  ];
}

const problemOf = ({ node, changes }: Broken): Problem => ({
  code: 'contract.broken',
  severity: node.version === null || node.version === undefined ? 'warning' : 'error',
  message: `The contract of ${node.name} is broken since the earlier state: ${changes.join('; ')}.`,
  remedy: 'Change the contract by what is added alone, or make a new version of the model.',
  path: node.original_file_path,
  nodeId: node.unique_id,
});
