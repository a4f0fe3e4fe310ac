import type { ContractSpec, IndexSpec, TestedCell } from '../../../contracts/compilation.ts';
import type { RelationName } from '../../../contracts/graph.ts';
import type { Problem } from '../../../contracts/problem.ts';
import { flagOf, recordsOf, textOf, textsIn } from '../config/read.ts';
import type { Draft } from '../draft.ts';
import type { MacroRegistry } from '../macros/registry.ts';
import { storedName } from '../quoting.ts';

/** The parts of a node that are settled when its work is put together. */
export interface WorkParts {
  readonly draft: Draft;
  /** Compiled SQL with its CTEs; the source text of Python. Undefined when it asks a database that is not there. */
  readonly sql: string | undefined;
  /** Relations of what a Python cell reads, by the key it uses. */
  readonly inputs: Readonly<Record<string, RelationName>>;
  /** Cells a Python test may run, by name. */
  readonly cells: Readonly<Record<string, TestedCell>>;
  /** Name of the trained model a prediction uses. */
  readonly modelName: string | undefined;
  readonly macros: MacroRegistry;
  readonly contract: ContractSpec | undefined;
  /** Whether a test that doesn't say keeps its failing rows. */
  readonly storeFailures: boolean;
}

/** Parts with their text. */
export interface Rendered extends WorkParts {
  readonly sql: string;
}

/** A node's relation as PostgreSQL names it. */
export const relationNameOf = ({ relation, name }: Draft): RelationName =>
  relation === undefined ? { schema: '', identifier: name } : storedName(relation);

export function indexesOf(draft: Draft): IndexSpec[] {
  return recordsOf(draft.config.indexes).map((each) => ({
    columns: textsIn(each, 'columns'),
    unique: flagOf(each, 'unique', false),
    type: textOf(each, 'type') ?? 'btree',
  }));
}

/** An error of a node, at its beginning. */
export const problemOf = (draft: Draft, code: string, message: string, remedy?: string): Problem => ({
  code,
  severity: 'error',
  message,
  path: draft.path,
  line: draft.line ?? 1,
  column: 1,
  remedy,
  nodeId: draft.id,
});
