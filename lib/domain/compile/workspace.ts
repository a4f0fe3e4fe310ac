import type { Problem } from '../../contracts/problem.ts';
import type { Value } from '../jinja/values/value.ts';
import type { Collected, Memo, Project, Yaml } from '../project/index.ts';
import type { MacroRegistry } from './macros/registry.ts';
import type { CompileOptions } from './options.ts';

/** What every stage of one compilation shares. */
export interface Workspace {
  readonly project: Project;
  readonly macros: MacroRegistry;
  readonly options: CompileOptions;
  readonly memo: Memo;
  /** Values of the context that depend on the package only, made once each. */
  readonly packageValues: Map<string, ReadonlyMap<string, Value>>;
  /** Values of `dbt_project.yml` that are rendered already. */
  readonly rendered: Map<Yaml, Collected<unknown>>;
  report(problem: Problem): void;
}
