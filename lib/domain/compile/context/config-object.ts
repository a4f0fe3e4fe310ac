import { bind } from '../../jinja/arguments.ts';
import { JinjaError, typeError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { toText } from '../../jinja/values/text.ts';
import {
  type CallArguments,
  type Caller,
  PyFunction,
  PyObject,
  positional,
  type Value,
} from '../../jinja/values/value.ts';
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
        return new PyFunction(name, (args, caller) => this.get(args, caller));
      case 'require':
        return new PyFunction(name, (args, caller) => this.require(args, caller));
      case 'meta_get':
        return new PyFunction(name, (args, caller) => this.metaGet(args, caller));
      case 'meta_require':
        return new PyFunction(name, (args, caller) => this.metaRequire(args, caller));
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

  private get(args: CallArguments, caller: Caller): Value {
    const [name = null, otherwise = null, validator = null] = bind('get', args, ['name', 'default', 'validator'], 1);
    const written = this.current()[toText(name)];
    // As in dbt: none is what a config is that nobody set, and no default stands in for it.
    const value = written === undefined ? otherwise : fromJs(written);
    // As in dbt: what has no default is not looked at.
    if (otherwise !== null) validate(validator, value, caller);
    return value;
  }

  private require(args: CallArguments, caller: Caller): Value {
    const [name = null, validator = null] = bind('require', args, ['name', 'validator'], 1);
    const written = this.current()[toText(name)];
    if (written !== undefined) {
      const value = fromJs(written);
      validate(validator, value, caller);
      return value;
    }
    throw missing(`config '${toText(name)}'`, `Add config(${toText(name)}=…).`);
  }

  private metaGet(args: CallArguments, caller: Caller): Value {
    const [name = null, otherwise = null, validator = null] = bind(
      'meta_get',
      args,
      ['name', 'default', 'validator'],
      1,
    );
    const value = this.meta(name) ?? otherwise;
    if (otherwise !== null) validate(validator, value, caller);
    return value;
  }

  private metaRequire(args: CallArguments, caller: Caller): Value {
    const [name = null, validator = null] = bind('meta_require', args, ['name', 'validator'], 1);
    const value = this.meta(name);
    if (value === undefined) throw missing(`meta '${toText(name)}'`, `Add config(meta={'${toText(name)}': …}).`);
    validate(validator, value, caller);
    return value;
  }

  private meta(name: Value): Value | undefined {
    const meta = fromJs(this.current().meta ?? null);
    return meta instanceof PyDict ? meta.get(toText(name)) : undefined;
  }

  private persistDocs(what: string): boolean {
    const docs = fromJs(this.current().persist_docs ?? null);
    return docs instanceof PyDict && docs.get(what) === true;
  }
}

const missing = (what: string, remedy: string): JinjaError =>
  new JinjaError('value', `This node needs the ${what}.`, { code: 'config.missing', remedy });

/** A validator is called with the value, and fails by itself. */
function validate(validator: Value, value: Value, caller: Caller): void {
  if (validator === null) return;
  if (!(validator instanceof PyObject) || validator.call === undefined)
    throw typeError('The validator of a config can not be called.', 'Use validation.any(…).');
  validator.call(positional(value), caller);
}
