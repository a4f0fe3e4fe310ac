import { PyDict } from '../../jinja/values/collections.ts';
import { PyFunction, PyObject, type Value } from '../../jinja/values/value.ts';
import { child, type Package, scalarText } from '../../project/index.ts';
import type { Workspace } from '../workspace.ts';

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

/** What dbt calls its runtime config, of the project or of a package. */
class ProjectFacts extends PyObject {
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
      case 'target_name':
        return options.target.name;
      case 'dependencies':
        return new PyDict(
          [project.root, ...project.packages].map((each) => [each.name, new ProjectFacts(each, this.workspace)]),
        );
      default:
        return super.attribute(name);
    }
  }
}
