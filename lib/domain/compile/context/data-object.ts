import { bind } from '../../jinja/arguments.ts';
import type { PyDict } from '../../jinja/values/collections.ts';
import { represent } from '../../jinja/values/text.ts';
import { PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';

/** An object of dbt's: fields by attribute (Jinja takes `x['field']` for the same), plain values by `to_dict()`. */
export class DataObject extends PyObject {
  readonly typeName: string;
  private readonly fields: PyDict;
  private readonly plain: () => PyDict;

  /** @param plain what `to_dict()` gives; absent for the fields as they are */
  constructor(typeName: string, fields: PyDict, plain: () => PyDict = () => fields) {
    super();
    this.typeName = typeName;
    this.fields = fields;
    this.plain = plain;
  }

  override text(): string {
    const fields = [...this.fields.entries()].map(([name, value]) => `${String(name)}=${represent(value)}`);
    return `${this.typeName}(${fields.join(', ')})`;
  }

  override attributeNames(): readonly string[] {
    return ['to_dict', ...[...this.fields.keys()].map(String)];
  }

  override attribute(name: string): Value | undefined {
    if (name === 'to_dict') return new PyFunction(name, () => this.plain());
    return this.fields.get(name);
  }

  override item(key: Value): Value | undefined {
    return this.fields.get(key);
  }
}

/** A config gives None for what it does not have, is read by `get` too, and writes its hooks with a hyphen. */
export class DataConfig extends DataObject {
  override attribute(name: string): Value | undefined {
    if (name === 'get')
      return new PyFunction(name, (args) => {
        const [key = null, otherwise = null] = bind(name, args, ['key', 'default']);
        return super.item(key) ?? otherwise;
      });
    return super.attribute(name === 'pre_hook' || name === 'post_hook' ? name.replace('_', '-') : name) ?? null;
  }

  override item(key: Value): Value {
    return super.item(key) ?? null;
  }
}
