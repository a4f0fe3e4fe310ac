import type { Problem } from '../../../contracts/problem.ts';
import { JinjaError } from '../../jinja/errors.ts';
import type { Package } from '../../project/index.ts';
import type { NodeFacts } from '../context/node-facts.ts';
import type { Config, FullRelation } from '../draft.ts';
import { nameRelation } from '../naming.ts';
import { jinjaProblem } from '../problem.ts';
import { MAX_NAME_BYTES } from '../relation.ts';
import type { Workspace } from '../workspace.ts';

/** Length in UTF-8, counted: encoding 60,000 names to measure them took 0.3 s. */
function bytes(text: string): number {
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}

/** The relation of a node, and what is wrong with its name. */
export function named(
  workspace: Workspace,
  each: Package,
  facts: NodeFacts,
  config: Config,
): { relation: FullRelation | undefined; problems: Problem[] } {
  try {
    const relation = nameRelation(workspace, each, facts, config);
    const problems = [tooLong(relation.identifier, facts), tooLong(relation.schema, facts)].filter(
      (each) => each !== undefined,
    );
    return { relation, problems };
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    return { relation: undefined, problems: [jinjaProblem(error, facts.path, facts.id)] };
  }
}

function tooLong(name: string, facts: NodeFacts): Problem | undefined {
  const size = bytes(name);
  if (size <= MAX_NAME_BYTES && name !== '') return undefined;
  const message =
    name === ''
      ? 'The name of this relation is empty.'
      : `"${name}" is ${size} bytes long; PostgreSQL keeps ${MAX_NAME_BYTES} and would cut it.`;
  return {
    code: 'name.too_long',
    severity: 'error',
    message,
    path: facts.path,
    line: 1,
    column: 1,
    remedy: 'Rename the file, or give a shorter alias: config(alias=…).',
    nodeId: facts.id,
  };
}
