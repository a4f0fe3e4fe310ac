import { JinjaError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toArray } from '../../jinja/values/sequence.ts';
import { toText, truth } from '../../jinja/values/text.ts';
import { PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { md5Hex } from '../hash.ts';

/** One item of the config `indexes`, as `adapter.parse_index` gives it to macros. */
export class IndexConfig extends PyObject {
  readonly typeName = 'PostgresIndexConfig';
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly type: string | null;

  private constructor(columns: readonly string[], unique: boolean, type: string | null) {
    super();
    this.columns = columns;
    this.unique = unique;
    this.type = type;
  }

  static parse(raw: Value): IndexConfig {
    const columns = raw instanceof PyDict ? raw.get('columns') : undefined;
    if (!(raw instanceof PyDict) || columns === undefined || columns === null || typeof columns === 'string') {
      throw new JinjaError('value', `An index is a mapping with a list of columns, not ${toText(raw)}.`, {
        code: 'config.indexes',
        remedy: "Write indexes=[{'columns': ['a', 'b'], 'unique': true}].",
      });
    }
    const type = raw.get('type');
    return new IndexConfig(
      toArray(columns).map(toText),
      truth(raw.get('unique') ?? false),
      type === undefined || type === null ? null : toText(type),
    );
  }

  override text(): string {
    return `PostgresIndexConfig(columns=[${this.columns.join(', ')}], unique=${this.unique}, type=${this.type})`;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'columns':
        return [...this.columns];
      case 'unique':
        return this.unique;
      case 'type':
        return this.type;
      case 'render':
        return new PyFunction(name, (args) => this.nameFor(args.positional[0] ?? null));
      default:
        return undefined;
    }
  }

  /** The time is part of the name, as in dbt: the table that is about to go away holds the name of its own. */
  private nameFor(relation: Value): string {
    const now = `${Date.now()} ${performance.now()}`;
    return md5Hex([...this.columns, toText(relation), this.unique, this.type, now].join('_'));
  }
}
