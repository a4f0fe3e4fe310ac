import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import type { Config } from '../draft.ts';

const READS = ['get', 'require', 'meta_get', 'meta_require'];

/** One name in two spellings. */
function refuseTwice(given: ReadonlyMap<string, Value>): void {
  for (const name of ['pre_hook', 'post_hook']) {
    const dashed = name.replace('_', '-');
    if (given.has(name) && given.has(dashed))
      throw new JinjaError('type', `config() is given both ${name} and ${dashed}, which are one.`, {
        code: 'config.arguments',
        remedy: `Write ${name} alone.`,
      });
  }
}

/** `config(…)` and `config.get(…)` of a node. */
export class ConfigObject extends PyObject {
  readonly typeName = 'config';
  private readonly current: () => Config;
  private readonly capture: ((config: ReadonlyMap<string, Value>, caller: Caller) => void) | undefined;

  /**
   * @param current the config as known now
   * @param capture takes what a call sets; undefined when the config is already settled
   */
  constructor(current: () => Config, capture?: (config: ReadonlyMap<string, Value>, caller: Caller) => void) {
    super();
    this.current = current;
    this.capture = capture;
  }

  override text(): string {
    return '<config>';
  }

  override call(args: CallArguments, caller: Caller): Value {
    const [first] = args.positional;
    const given = new Map<string, Value>();
    if (first instanceof PyDict) for (const [key, value] of first.entries()) given.set(toText(key), value);
    else if (first !== undefined) {
      throw new JinjaError('type', 'config() takes names and values.', {
        code: 'config.arguments',
        remedy: "Write for example config(materialized='table').",
      });
    }
    for (const [key, value] of args.named) given.set(key, value);
    if (this.capture !== undefined) refuseTwice(given);
    this.capture?.(given, caller);
    return '';
  }

  override attributeNames(): readonly string[] {
    return ['get', 'require', 'set', 'meta_get', 'meta_require'];
  }

  override attribute(name: string): Value | undefined {
    // While dbt parses, what a config will be is not known: it is asked for nothing.
    if (this.capture !== undefined && READS.includes(name)) return new PyFunction(name, () => '');
    switch (name) {
      case 'get':
        return new PyFunction(name, (args) => this.get(args));
      case 'require':
        return new PyFunction(name, (args) => this.require(args));
      case 'meta_get':
        return new PyFunction(name, (args) => this.metaGet(args));
      case 'persist_relation_docs':
        return new PyFunction(name, () => this.persistDocs('relation'));
      case 'persist_column_docs':
        return new PyFunction(name, () => this.persistDocs('columns'));
      case 'set':
        return new PyFunction(name, (args, caller) => {
          this.capture?.(new Map([[toText(args.positional[0] ?? ''), args.positional[1] ?? null]]), caller);
          return '';
        });
      default:
        return undefined;
    }
  }

  override item(key: Value): Value | undefined {
    const value = this.current()[toText(key)];
    return value === undefined ? undefined : fromJs(value);
  }

  private get(args: CallArguments): Value {
    const [name = null, otherwise = null] = bind('get', args, ['name', 'default', 'validator'], 1);
    const value = this.current()[toText(name)];
    // As in dbt: none is what a config is that nobody set, and no default stands in for it.
    return value === undefined ? otherwise : fromJs(value);
  }

  private require(args: CallArguments): Value {
    const [name = null] = bind('require', args, ['name', 'validator'], 1);
    const value = this.current()[toText(name)];
    if (value !== undefined) return fromJs(value);
    throw new JinjaError('value', `This node needs the config '${toText(name)}'.`, {
      code: 'config.missing',
      remedy: `Add config(${toText(name)}=…).`,
    });
  }

  private metaGet(args: CallArguments): Value {
    const [name = null, otherwise = null] = bind('meta_get', args, ['name', 'default'], 1);
    const meta = fromJs(this.current().meta ?? null);
    return (meta instanceof PyDict ? meta.get(toText(name)) : undefined) ?? otherwise;
  }

  private persistDocs(what: string): boolean {
    const docs = fromJs(this.current().persist_docs ?? null);
    return docs instanceof PyDict && docs.get(what) === true;
  }
}
