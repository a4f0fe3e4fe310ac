import { PyDict } from '../../jinja/values/collections.ts';
import { fromJs } from '../../jinja/values/convert.ts';
import { toText } from '../../jinja/values/text.ts';
import { PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { child, type Package, scalarText } from '../../project/index.ts';
import type { CompileOptions } from '../options.ts';
import type { Workspace } from '../workspace.ts';
import { inPython } from './variables.ts';

/** `ref` and `source` as values: packages read the project and their own version from `builtins.ref.config`. */
export class Resolver extends PyFunction {
  private readonly workspace: Workspace;

  constructor(call: PyFunction, workspace: Workspace) {
    super(call.name, (args, caller) => call.call(args, caller));
    this.workspace = workspace;
  }

  override attribute(name: string): Value | undefined {
    const { project } = this.workspace;
    return name === 'config' ? new ProjectFacts(project.root, this.workspace) : super.attribute(name);
  }
}

/** dbt's flags and arguments by name: what nobody gave is none. */
class Settings extends PyObject {
  readonly typeName = 'Settings';
  private readonly values: ReadonlyMap<string, Value>;

  constructor(values: ReadonlyMap<string, Value>) {
    super();
    this.values = values;
  }

  override text(): string {
    return '<Settings>';
  }

  override attribute(name: string): Value | undefined {
    return this.values.get(name);
  }
}

const entriesOf = (value: Value): [string, Value][] =>
  value instanceof PyDict ? [...value.entries()].map(([key, each]) => [toText(key), each]) : [];

const argsOf = ({ invocation }: CompileOptions): [string, Value][] =>
  Object.entries(invocation?.args ?? {}).map(([name, value]) => [name, fromJs(value)]);

/** What dbt calls its runtime config, of the project or of a package. */
export class ProjectFacts extends PyObject {
  readonly typeName = 'RuntimeConfig';
  private readonly each: Package;
  private readonly workspace: Workspace;

  constructor(each: Package, workspace: Workspace) {
    super();
    this.each = each;
    this.workspace = workspace;
  }

  override text(): string {
    return `<RuntimeConfig ${this.each.name}>`;
  }

  override attribute(name: string): Value | undefined {
    const { project, options } = this.workspace;
    switch (name) {
      case 'project_name':
        return this.each.name;
      case 'version':
        return scalarText(child(this.each.config.file.root, 'version')) ?? null;
      case 'profile_name':
        return project.root.config.profile;
      case 'target_name':
        return options.target.name;
      case 'quoting':
        return new PyDict(Object.entries(project.root.config.quoting));
      case 'args':
        return new Settings(new Map([...entriesOf(inPython(this.each.config.flags)), ...argsOf(options)]));
      case 'cli_vars':
        return fromJs(options.vars ?? {});
      case 'vars':
        return new Settings(new Map([['to_dict', new PyFunction('to_dict', () => inPython(this.each.config.vars))]]));
      case 'dependencies':
        return new PyDict(
          [project.root, ...project.packages].map((each) => [each.name, new ProjectFacts(each, this.workspace)]),
        );
      default:
        return super.attribute(name);
    }
  }
}
