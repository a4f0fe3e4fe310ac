import { PyDict, PyTuple } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { PyFloat, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import type { Resolved } from '../resolve.ts';
import type { OwnNames } from './node-context.ts';
import { nodeDict } from './node-facts.ts';

/** One node's result as hooks after a run read it. */
export interface NodeResult {
  readonly nodeId: string;
  /** dbt's words: success, error, skipped, pass, fail, warn. */
  readonly status: string;
  readonly message: string | null;
  readonly seconds: number;
  readonly failures: number | null;
  readonly rows: number | null;
}

/** What a run has done when a hook of it is rendered. */
export interface RunSoFar {
  readonly results: readonly NodeResult[];
  /** Schemas the run builds in. */
  readonly schemas: readonly string[];
}

/** `results`, `schemas` and `database_schemas` of `on-run-end`. */
export function resultNames(
  { results, schemas }: RunSoFar,
  nodes: ReadonlyMap<string, Resolved>,
  database: string,
): OwnNames {
  return {
    results: () => results.map((each) => new RunResult(each, nodes.get(each.nodeId))),
    schemas: () => [...schemas],
    database_schemas: () => schemas.map((schema) => new PyTuple([database, schema])),
  };
}

/** dbt's RunResult: fields by attribute, `to_dict()`, printed by nobody. */
class RunResult extends PyObject {
  readonly typeName = 'RunResult';
  private readonly fields: PyDict;

  constructor({ nodeId, status, message, seconds, failures, rows }: NodeResult, resolved: Resolved | undefined) {
    super();
    const draft = resolved?.draft;
    const relation = draft?.relation ?? { database: '', schema: '', identifier: draft?.name ?? '' };
    const response = rows === null ? {} : { _message: message, rows_affected: rows };
    this.fields = new PyDict(
      Object.entries({
        status,
        message,
        failures,
        unique_id: nodeId,
        thread_id: 'Thread-1 (worker)',
        execution_time: new PyFloat(seconds),
        adapter_response: fromJs(response),
        timing: [],
        node: draft === undefined ? null : nodeDict(draft, draft.config, relation),
      } satisfies Record<string, Value>),
    );
  }
  override text(): string {
    return `<RunResult ${this.fields.text()}>`;
  }
  override attributeNames(): readonly string[] {
    return ['to_dict', ...[...this.fields.keys()].map(String)];
  }
  override attribute(name: string): Value | undefined {
    if (name === 'to_dict') return new PyFunction(name, () => this.fields);
    return this.fields.get(name);
  }
  override item(key: Value): Value | undefined {
    return this.fields.get(key);
  }
}
