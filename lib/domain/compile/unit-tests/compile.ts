import type { NodeWork } from '../../../contracts/compilation.ts';
import { type Problem, ProblemError } from '../../../contracts/problem.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { parseTemplate } from '../../jinja/parser.ts';
import { interpret, renderTemplate } from '../../jinja/render.ts';
import { SourceText } from '../../jinja/source.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toJs } from '../../jinja/values/convert.ts';
import { toText } from '../../jinja/values/text.ts';
import { NO_ARGUMENTS, type Value } from '../../jinja/values/value.ts';
import type { Package } from '../../project/index.ts';
import { compileContext } from '../compile-sql.ts';
import { recordOf } from '../config/read.ts';
import { ConfigObject } from '../context/config-object.ts';
import { NEEDS_DATABASE } from '../context/database.ts';
import { nodeFunction, type OwnNames } from '../context/node-context.ts';
import { refArguments, sourceArguments } from '../context/parse-names.ts';
import type { Draft, RefCall, SourceCall } from '../draft.ts';
import { type Cte, injectCtes } from '../ephemeral.ts';
import type { Lookup } from '../lookup.ts';
import { BUILTIN_PATH, jinjaProblem } from '../problem.ts';
import type { Workspace } from '../workspace.ts';
import { cteRelation, type Input, inputsOf, notGiven } from './inputs.ts';
import { nameOverrides, variableOverrides } from './overrides.ts';
import { incrementalProblem } from './rules.ts';
import { unitConfig } from './unit-node.ts';

export interface UnitTestCompiling {
  readonly workspace: Workspace;
  readonly each: Package;
  readonly draft: Draft;
  readonly lookup: Lookup;
}

type UnitTestWork = Extract<NodeWork, { type: 'unit_test' }>;

/** A unit test's work: the tested model's text with the given rows as CTEs, where a database tells their types. */
export function compileUnitTest(compiling: UnitTestCompiling): UnitTestWork | Problem {
  try {
    return compile(compiling);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

function compile(compiling: UnitTestCompiling): UnitTestWork | Problem {
  const { draft, lookup } = compiling;
  const tested = testedModel(draft, lookup);
  const inputs = inputsOf(draft, tested, lookup);
  const refused = incrementalProblem(draft, tested);
  if (refused !== undefined) return refused;
  const work = { type: 'unit_test', rawSql: tested.text } as const;
  if (tested.language === 'python') {
    pythonInputs(draft, tested, inputs, lookup);
    const { text: source, path, config } = tested;
    const vars = toJs(draft.unitTest?.overrides?.vars ?? new PyDict());
    return { ...work, cell: { source, path, config, vars: recordOf(vars) } };
  }
  try {
    return { ...work, sql: new UnitTestRenderer(compiling, tested, inputs).sql() };
  } catch (error) {
    if (error instanceof JinjaError && error.code === NEEDS_DATABASE) return work;
    if (error instanceof JinjaError) return jinjaProblem(error, draft.path, draft.id);
    throw error;
  }
}

/** The model a unit test names; it is there, or the test had a problem before. */
export function testedModel(draft: Draft, lookup: Lookup): Draft {
  const { tested } = draft;
  const found = tested === undefined || 'table' in tested ? undefined : lookup.ref(tested, draft.packageName);
  if (found === undefined) throw new Error(`${draft.id} tests no model`);
  return found;
}

/** Queries of the givens of a Python cell, by the key it reads them with. */
export function cellInputs(compiling: UnitTestCompiling): ReadonlyMap<string, string> {
  const { draft, lookup } = compiling;
  const tested = testedModel(draft, lookup);
  const inputs = inputsOf(draft, tested, lookup);
  const renderer = new UnitTestRenderer(compiling, tested, inputs);
  const keys = pythonInputs(draft, tested, inputs, lookup);
  return new Map([...keys].map(([key, input]) => [key, renderer.rows(input)]));
}

/** What a Python cell reads, each with its given. */
function pythonInputs(draft: Draft, tested: Draft, inputs: readonly Input[], lookup: Lookup): Map<string, Input> {
  const keys = new Map<string, Input>();
  for (const call of [...tested.refs, ...tested.sources]) {
    const isSource = 'table' in call;
    const target = isSource ? lookup.source(call, tested.packageName) : lookup.ref(call, tested.packageName);
    const input = inputs.find((each) => each.draft.id === target?.id);
    if (input === undefined) throw notGiven(draft, tested, writtenAs(call), inputs);
    const key = isSource ? `${call.source}.${call.table}` : call.name;
    keys.set(isSource || call.packageName === undefined ? key : `${call.packageName}.${key}`, input);
  }
  return keys;
}

const writtenAs = (call: RefCall | SourceCall): string => {
  if ('table' in call) return `source('${call.source}', '${call.table}')`;
  const version = call.version === undefined ? '' : `, v=${call.version}`;
  return `ref('${call.name}'${version})`;
};

/** Renders the tested model where every ref and source is a CTE of given rows. */
class UnitTestRenderer {
  private readonly compiling: UnitTestCompiling;
  private readonly tested: Draft;
  private readonly inputs: readonly Input[];
  /** CTEs that something reads, those first that others read. */
  private readonly ctes = new Map<string, Cte>();

  constructor(compiling: UnitTestCompiling, tested: Draft, inputs: readonly Input[]) {
    this.compiling = compiling;
    this.tested = tested;
    this.inputs = inputs;
  }

  sql(): string {
    const { workspace, each, draft, lookup } = this.compiling;
    const read: Input[] = [];
    const { overrides } = draft.unitTest ?? {};
    const own = this.inputs.find((input) => input.given.call === 'this');
    if (own !== undefined) read.push(own);
    const names: OwnNames = {
      ...this.reading(read),
      ...variableOverrides(overrides, each, workspace),
      this: () => own?.cte ?? null,
      config: () => new ConfigObject(() => unitConfig(draft)),
    };
    const context = compileContext(
      workspace,
      each,
      draft,
      lookup,
      names,
      nameOverrides(overrides, each, workspace.macros),
    );
    const { template } = this.tested;
    const sql = template === undefined ? this.tested.text : renderTemplate(template, context);
    for (const input of read) this.addCte(input);
    return injectCtes(sql, [...this.ctes.values()]);
  }

  /** The query of a given's rows, with what it reads itself. */
  rows(input: Input): string {
    this.ctes.clear();
    this.addCte(input);
    const all = [...this.ctes.values()];
    return injectCtes(all.at(-1)?.sql ?? '', all.slice(0, -1));
  }

  /** `ref` and `source` that note what they are asked for. */
  private reading(read: Input[]): OwnNames {
    const { draft, lookup } = this.compiling;
    const answer = (call: RefCall | SourceCall, target: Draft | undefined): Value => {
      const input = this.inputs.find((each) => each.draft.id === target?.id);
      if (input === undefined) throw notGiven(draft, this.tested, writtenAs(call), this.inputs);
      read.push(input);
      return cteRelation(input.cte);
    };
    return {
      ref: nodeFunction('ref', (args, caller) => {
        const call = refArguments(args, caller.place());
        return answer(call, lookup.ref(call, draft.packageName));
      }),
      source: nodeFunction('source', (args, caller) => {
        const call = sourceArguments(args, caller.place());
        return answer(call, lookup.source(call, draft.packageName));
      }),
    };
  }

  private addCte(input: Input): void {
    if (this.ctes.has(input.draft.id)) return;
    const read: Input[] = [];
    const sql = this.fixture(input, read);
    for (const other of read) if (other !== input) this.addCte(other);
    this.ctes.set(input.draft.id, { id: input.draft.id, name: input.cte, sql });
  }

  /** Rows typed by the columns of the relation they stand in for, or the query that is given. */
  private fixture({ given, draft: original }: Input, read: Input[]): string {
    const { workspace, each, draft, lookup } = this.compiling;
    const asModel: Draft = { ...original, resourceType: 'model', config: { materialized: 'ephemeral' } };
    const name = original.resourceType === 'source' ? (original.fqn.at(-1) ?? original.name) : original.name;
    const context = compileContext(workspace, each, { ...asModel, name }, lookup, this.reading(read));
    const base = given.place;
    try {
      if (typeof given.rows === 'string')
        return renderTemplate(parseTemplate(given.rows, draft.path, { base }), context);
      const macro = context.get('get_fixture_sql') ?? null;
      const positional: Value[] = [[...given.rows], null];
      return interpret(new SourceText('', draft.path, base), (interpreter) =>
        toText(interpreter.call(macro, { positional, named: NO_ARGUMENTS.named })),
      ).trim();
    } catch (error) {
      if (!(error instanceof JinjaError) || error.code === NEEDS_DATABASE) throw error;
      const problem = jinjaProblem(error, draft.path, draft.id);
      throw new ProblemError(
        problem.path?.startsWith(BUILTIN_PATH) ? { ...problem, path: draft.path, ...base } : problem,
      );
    }
  }
}
