import { didYouMean } from '../../../contracts/near.ts';
import { bind } from '../../jinja/arguments.ts';
import { JinjaError } from '../../jinja/errors.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { toText } from '../../jinja/values/text.ts';
import { type CallArguments, type Caller, PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { child, type ProjectConfig, type Yaml } from '../../project/index.ts';
import type { CompileOptions } from '../options.ts';
import { readYamlTime } from './moment.ts';

/** `var(name, default)`: the command line, the package's scope in the project, the project, the package itself. */
export class Variables extends PyObject {
  readonly typeName = 'Var';
  private readonly options: CompileOptions;
  private readonly scopes: readonly Yaml[];

  constructor(options: CompileOptions, scopes: readonly (Yaml | undefined)[]) {
    super();
    this.options = options;
    this.scopes = scopes.filter((each) => each !== undefined);
  }

  /** The variables of a package: those the project gives it, the project's, its own. */
  static of(options: CompileOptions, root: ProjectConfig, own: ProjectConfig): Variables {
    return new Variables(options, [child(root.vars, own.name), root.vars, child(own.vars, own.name), own.vars]);
  }

  override text(): string {
    return '<Var>';
  }

  override attribute(name: string): Value | undefined {
    if (name !== 'has_var') return undefined;
    return new PyFunction(name, (args) => this.find(toText(args.positional[0] ?? '')) !== undefined);
  }

  override call(args: CallArguments, caller: Caller): Value {
    const [name = null, otherwise] = bind('var', args, ['name', 'default'], 1);
    const found = this.find(toText(name));
    if (found !== undefined) return rendered(found, caller);
    if (otherwise !== undefined) return otherwise;
    // While dbt parses, what is not there is none: a branch that is never taken may ask for it.
    if (caller.lookup('execute') === false) return null;
    throw new JinjaError('undefined', `There is no variable '${toText(name)}'.`, {
      code: 'var.missing',
      remedy:
        didYouMean(toText(name), this.names()) ??
        `Add it below "vars:" in dbt_project.yml, or give a default: var('${toText(name)}', …).`,
    });
  }

  private find(name: string): Value | undefined {
    const given = this.options.vars;
    if (given !== undefined && Object.hasOwn(given, name)) return fromJs(given[name]);
    for (const scope of this.scopes) {
      const value = child(scope, name);
      if (value !== undefined) return inPython(value);
    }
    return undefined;
  }

  private *names(): Generator<string> {
    yield* Object.keys(this.options.vars ?? {});
    for (const scope of this.scopes) if (scope.type === 'map') yield* scope.entries.keys();
  }
}

/** A value of YAML as Python reads it, dates and times included. */
export function inPython(yaml: Yaml): Value {
  if (yaml.type === 'list') return yaml.items.map(inPython);
  if (yaml.type === 'map')
    return new PyDict([...yaml.entries.values()].map(({ key, value }) => [key, inPython(value)] as const));
  return (yaml.isTime === true ? readYamlTime(yaml.source) : undefined) ?? fromJs(yaml.value);
}

/** A text with Jinja is rendered where a node or macro asks for it, so that a variable can be `{{ ref('a') }}`; YAML gets it as it is. */
function rendered(value: Value, caller: Caller): Value {
  if (typeof value !== 'string' || !/\{[{%#]|[#}%]\}/.test(value)) return value;
  const render = caller.lookup('render');
  return render instanceof PyFunction ? caller.call(render, { positional: [value], named: new Map() }) : value;
}

/** `env_var(name, default)`: only what was allowed, never a secret. */
export function envVar(options: CompileOptions): Value {
  return new PyFunction('env_var', (args: CallArguments, _caller: Caller) => {
    const [name = null, otherwise] = bind('env_var', args, ['var', 'default'], 1);
    const wanted = toText(name);
    if (wanted.startsWith('DBT_ENV_SECRET')) {
      throw new JinjaError('sandbox', `The secret environment variable '${wanted}' can't be read here.`, {
        code: 'env_var.secret',
        remedy: 'Secrets are allowed in profiles and packages only; a model or macro never needs one.',
      });
    }
    const env = options.env ?? {};
    const value = Object.hasOwn(env, wanted) ? env[wanted] : undefined;
    if (value !== undefined) return value;
    if (otherwise !== undefined && otherwise !== null) return otherwise;
    throw new JinjaError('undefined', `The environment variable '${wanted}' is not available to this project.`, {
      code: 'env_var.missing',
      remedy: `Give a default, env_var('${wanted}', '…'), or allow the variable in the project's settings.`,
    });
  });
}
