import { bind } from '../jinja/arguments.ts';
import { PyDict } from '../jinja/values/collections.ts';
import { toText, truth } from '../jinja/values/text.ts';
import {
  type CallArguments,
  type Caller,
  type HashKey,
  orElse,
  PyFunction,
  PyObject,
  type Value,
} from '../jinja/values/value.ts';
import { indexChanges } from './context/index-changes.ts';

/** PostgreSQL cuts names after 63 bytes of UTF-8. */
export const MAX_NAME_BYTES = 63;

type Part = 'database' | 'schema' | 'identifier';
const PARTS: readonly Part[] = ['database', 'schema', 'identifier'];

export interface RelationParts {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly type?: string | null;
  readonly quote?: Readonly<Record<Part, boolean>>;
  readonly include?: Readonly<Record<Part, boolean>>;
  /** Only so many rows are read: none for `--empty`. */
  readonly limit?: number;
  /** Only rows that fulfil it are read: those of a microbatch. */
  readonly where?: string;
}

const FIELDS: readonly string[] = ['path', 'type', 'metadata'];

/** `relation.MaterializedView` and its like. */
const TYPE_NAMES = { Table: 'table', View: 'view', MaterializedView: 'materialized_view', CTE: 'cte' };

const ALL: Readonly<Record<Part, boolean>> = { database: true, schema: true, identifier: true };

/** `"name"`, quotes inside doubled. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A relation as macros see it; prints as dbt-postgres prints it. */
export class Relation extends PyObject {
  readonly typeName = 'PostgresRelation';
  readonly parts: RelationParts;

  constructor(parts: RelationParts) {
    super();
    this.parts = parts;
  }

  override text(): string {
    const { identifier, limit, where } = this.parts;
    if (where !== undefined)
      return `(select * from ${this.name()} where ${where}) _dbt_et_filter_subq_${identifier ?? ''}`;
    if (limit === undefined) return this.name();
    const rows = limit === 0 ? 'where false limit 0' : `limit ${limit}`;
    return `(select * from ${this.name()} ${rows}) _dbt_limit_subq_${identifier ?? ''}`;
  }

  private name(): string {
    const { parts } = this;
    // A CTE is named bare.
    if (parts.type === 'cte') return parts.identifier ?? '';
    const quote = parts.quote ?? ALL;
    const include = parts.include ?? ALL;
    const names: string[] = [];
    for (const part of PARTS) {
      const name = parts[part];
      if (name !== null && include[part]) names.push(quote[part] ? quoteName(name) : name);
    }
    return names.join('.');
  }
  override repr(): string {
    return `<PostgresRelation ${this.text()}>`;
  }
  override hashKey(): HashKey {
    return `\0relation:${this.text()}`;
  }
  override equals(other: Value): boolean {
    return other instanceof Relation && other.text() === this.text();
  }

  override attribute(name: string): Value | undefined {
    const { parts } = this;
    switch (name) {
      case 'database':
      case 'schema':
      case 'identifier':
        return parts[name];
      case 'name':
      case 'table':
        return parts.identifier;
      case 'type':
        return parts.type ?? null;
      case 'is_table':
      case 'is_view':
      case 'is_cte':
      case 'is_materialized_view':
      case 'is_function':
        return parts.type === name.slice(3);
      case 'is_pointer':
        return parts.type === 'pointer_table';
      case 'quote_policy':
      case 'include_policy':
        return new PyDict(Object.entries((name === 'quote_policy' ? parts.quote : parts.include) ?? ALL));
      case 'renameable':
      case 'replaceable':
      case 'can_be_renamed':
      case 'can_be_replaced':
        return parts.type === 'table' || parts.type === 'view';
      case 'metadata':
        return new PyDict([['type', this.typeName]]);
      case 'Table':
      case 'View':
      case 'MaterializedView':
      case 'CTE':
        return TYPE_NAMES[name];
      case 'path':
        return new PyDict(PARTS.map((part) => [part, parts[part]] as const));
      default:
        return this.method(name);
    }
  }

  /** dbt's relations are mappings of their fields; packages tell a relation by that. */
  override isMapping(): boolean {
    return true;
  }
  override item(key: Value): Value | undefined {
    return typeof key === 'string' && FIELDS.includes(key) ? this.attribute(key) : undefined;
  }

  override attributeNames(): readonly string[] {
    return ['database', 'schema', 'identifier', 'name', 'type', 'is_table', 'is_view', 'include', 'quote', 'render'];
  }

  private method(name: string): Value | undefined {
    switch (name) {
      case 'get':
        return new PyFunction(name, (args) =>
          orElse(this.item(args.positional[0] ?? null), args.positional[1] ?? null),
        );
      case 'render':
        return new PyFunction(name, () => this.text());
      case 'include':
        return new PyFunction(
          name,
          (args) => new Relation({ ...this.parts, include: policy(this.parts.include, args) }),
        );
      case 'quote':
        return new PyFunction(name, (args) => new Relation({ ...this.parts, quote: policy(this.parts.quote, args) }));
      case 'incorporate':
        return new PyFunction(name, (args) => this.incorporate(args));
      case 'without_identifier':
        return new PyFunction(name, () => new Relation({ ...this.parts, identifier: null }));
      case 'information_schema':
        return new PyFunction(name, (args) => this.informationSchema(textOf(bind(name, args, ['view_name'])[0])));
      case 'information_schema_only':
        return new PyFunction(name, () => this.informationSchema(null));
      case 'get_materialized_view_config_change_collection':
        return new PyFunction(name, configChanges);
      case 'relation_max_name_length':
        return new PyFunction(name, () => MAX_NAME_BYTES);
      case 'matches':
        return new PyFunction(name, (args) => this.matches(args));
      case 'replace_path':
        return new PyFunction(name, (args) =>
          this.incorporate({ positional: [], named: new Map([['path', new PyDict(args.named)]]) }),
        );
      default:
        return undefined;
    }
  }

  private incorporate(args: CallArguments): Value {
    const path = args.named.get('path');
    const part = (name: Part): string | null => {
      const given = path instanceof PyDict ? path.get(name) : args.named.get(name);
      return given === undefined ? this.parts[name] : nullable(given);
    };
    const type = args.named.get('type');
    return new Relation({
      ...this.parts,
      database: part('database'),
      schema: part('schema'),
      identifier: part('identifier'),
      type: type === undefined ? this.parts.type : nullable(type),
    });
  }

  /** The catalog's own schema, or one view of it. */
  informationSchema(view: string | null): Relation {
    const quote = { database: true, schema: false, identifier: false };
    return new Relation({ database: this.parts.database, schema: 'INFORMATION_SCHEMA', identifier: view, quote });
  }

  private matches(args: CallArguments): boolean {
    const wanted = bind('matches', args, PARTS);
    return PARTS.every((part, index) => {
      const value = wanted[index];
      return value === undefined || value === null || toText(value) === this.parts[part];
    });
  }
}

/** What the indexes of a materialized view and those of its config differ in. */
function configChanges(args: CallArguments, caller: Caller): Value {
  const names = ['relation_results', 'relation_config'];
  const [there = null, config = null] = bind('get_materialized_view_config_change_collection', args, names, 2);
  const get = config instanceof PyObject ? config.attribute('get') : undefined;
  const wanted = get === undefined ? null : caller.call(get, { positional: ['indexes'], named: new Map() });
  return indexChanges(there, Array.isArray(wanted) ? wanted : []);
}

const textOf = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);

const nullable = (value: Value): string | null => (value === null ? null : toText(value));

function policy(current: RelationParts['include'], args: CallArguments): Readonly<Record<Part, boolean>> {
  const given = bind('include', args, PARTS);
  const flag = (part: Part, index: number): boolean => {
    const value = given[index];
    return value === undefined || value === null ? (current ?? ALL)[part] : truth(value);
  };
  return { database: flag('database', 0), schema: flag('schema', 1), identifier: flag('identifier', 2) };
}
