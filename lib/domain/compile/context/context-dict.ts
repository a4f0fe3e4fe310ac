import type { Root } from '../../jinja/evaluate/scope.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toText } from '../../jinja/values/text.ts';
import type { Value } from '../../jinja/values/value.ts';

/** Names that can be changed. */
interface Names {
  now(): Root;
  change(name: string, value: Value | undefined): void;
}

/** `context`: the names of a template as a dict, made as they are asked for. */
export class ContextDict extends PyDict {
  private readonly context: Names;
  constructor(context: Names) {
    super();
    this.context = context;
  }
  override get(key: Value): Value | undefined {
    return typeof key === 'string' ? this.context.now().get(key) : undefined;
  }
  override has(key: Value): boolean {
    return this.get(key) !== undefined;
  }
  override set(key: Value, value: Value): void {
    this.context.change(toText(key), value);
  }
  override delete(key: Value): boolean {
    const had = this.has(key);
    if (had) this.context.change(toText(key), undefined);
    return had;
  }
  override clear(): void {
    for (const key of [...this.keys()]) this.context.change(toText(key), undefined);
  }
  override *keys(): Generator<Value> {
    yield* new Set(this.context.now().names());
  }
  override *entries(): Generator<[Value, Value]> {
    for (const key of this.keys()) {
      const value = this.get(key);
      if (value !== undefined) yield [key, value];
    }
  }
  override values(): Value[] {
    return [...this.entries()].map(([, value]) => value);
  }
  override text(): string {
    return '<context>';
  }
  override truth(): boolean {
    return this.size() > 0;
  }
  override size(): number {
    return [...this.keys()].length;
  }
  override equals(other: Value): boolean {
    return other === this;
  }
}
