import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { contractMismatch, contractRemedy, type TypedColumn } from '../contract-mismatch.ts';
import type { Workspace } from '../workspace.ts';

const RAISING = [
  'raise_compiler_error',
  'raise_parsing_error',
  'raise_database_error',
  'raise_not_implemented',
  'raise_fail_fast_error',
  'invalid_type_error',
  'missing_config',
  'missing_materialization',
  'missing_relation',
  'relation_wrong_type',
  'raise_ambiguous_alias',
  'raise_ambiguous_catalog_match',
  'raise_cache_inconsistent',
  'raise_dataclass_not_dict',
  'raise_dep_not_found',
  'raise_duplicate_alias',
  'raise_invalid_property_yml_version',
  'raise_contract_error',
  'column_type_missing',
  'doc_target_not_found',
  'doc_invalid_args',
  'raise_unrecognized_credentials_type',
];

/** `exceptions.*` */
export class Exceptions extends PyObject {
  readonly typeName = 'exceptions';
  private readonly workspace: Workspace;
  constructor(workspace: Workspace) {
    super();
    this.workspace = workspace;
  }
  override text(): string {
    return '<exceptions>';
  }
  override attributeNames(): readonly string[] {
    return ['warn', ...RAISING];
  }
  override attribute(name: string): Value | undefined {
    if (name === 'warn') return new PyFunction(name, (args, caller) => this.warn(args, caller));
    if (name === 'raise_contract_error') return new PyFunction(name, raiseContract);
    if (name === 'column_type_missing') return new PyFunction(name, raiseUntyped);
    return RAISING.includes(name) ? new PyFunction(name, raise) : undefined;
  }

  private warn(args: CallArguments, caller: Caller): Value {
    const message = toText(args.positional[0] ?? '');
    this.workspace.report({ code: 'macro.warning', severity: 'warning', message, ...caller.place() });
    return '';
  }
}

/** The columns a contract promises and those a query gives, as `format_columns` lists them. */
function raiseContract(args: CallArguments): Value {
  const [wanted = null, given = null] = bind('raise_contract_error', args, ['yaml_columns', 'sql_columns'], 2);
  const message = contractMismatch(typedColumns(wanted), typedColumns(given));
  throw new JinjaError('compiler', message ?? 'The columns of this model are not those of its contract.', {
    code: 'contract.mismatch',
    remedy: contractRemedy,
  });
}

const typedColumns = (columns: Value): TypedColumn[] =>
  toArray(columns).flatMap((column) =>
    column instanceof PyDict
      ? [{ name: toText(column.get('name') ?? ''), type: toText(column.get('data_type') ?? '') }]
      : [],
  );

function raiseUntyped(args: CallArguments): Value {
  const [names = null] = bind('column_type_missing', args, ['column_names'], 1);
  throw new JinjaError('compiler', `These columns have no data_type: ${toArray(names).map(toText).join(', ')}.`, {
    code: 'contract.incomplete',
    remedy: 'Give each a data_type in YAML.',
  });
}

function raise(args: CallArguments): Value {
  const message = [...args.positional, ...args.named.values()].map(toText).join(' ').trim();
  throw new JinjaError('compiler', message === '' ? 'A macro raised an error.' : message, { code: 'macro.raised' });
}
