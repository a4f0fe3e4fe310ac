import { PyObject, type Value } from '../../jinja/values/value.ts';
import type { NameCall } from '../draft.ts';

/** What `metric('name')` is: a text where it is written, with the metric's fields where they are asked for. */
export class MetricReference extends PyObject {
  readonly typeName = 'MetricReference';
  private readonly name: string;
  private readonly packageName: string | undefined;
  private readonly field: (name: string) => Value | undefined;

  /** @param field what the metric has beside its name; nothing while it is parsed */
  constructor(
    { name, packageName }: Pick<NameCall, 'name' | 'packageName'>,
    field: (name: string) => Value | undefined,
  ) {
    super();
    this.name = name;
    this.packageName = packageName;
    this.field = field;
  }
  override text(): string {
    return this.name;
  }
  override attributeNames(): readonly string[] {
    return ['metric_name', 'package_name'];
  }
  override attribute(name: string): Value | undefined {
    if (name === 'metric_name') return this.name;
    return name === 'package_name' ? (this.packageName ?? null) : this.field(name);
  }
}
