import { JinjaError } from '../jinja/errors.ts';
import type { Root } from '../jinja/evaluate/scope.ts';
import { GLOBALS } from '../jinja/globals.ts';
import { parseTemplate } from '../jinja/parser.ts';
import { renderNative } from '../jinja/render.ts';
import { fromJs, toJs } from '../jinja/values/convert.ts';
import type { Value } from '../jinja/values/value.ts';
import type { RenderText } from '../project/index.ts';
import { DATA_FUNCTIONS } from './context/data.ts';
import { MODULES } from './context/modules/index.ts';
import { envVar, Variables } from './context/variables.ts';
import type { CompileOptions } from './options.ts';
import { jinjaProblem } from './problem.ts';

/**
 * Renders texts of `dbt_project.yml` that are read before the project is: as in dbt they see the
 * target, the environment, and of variables only what the command line says.
 */
export function projectText(options: CompileOptions): RenderText {
  const names = new Map<string, Value>([
    ...DATA_FUNCTIONS,
    ['var', new Variables(options, [])],
    ['env_var', envVar(options)],
    ['modules', MODULES],
    ['target', fromJs(options.target)],
  ]);
  const context: Root = {
    get: (name) => names.get(name) ?? GLOBALS.get(name),
    names: () => names.keys(),
  };
  return ({ text, at, path, file }) => {
    try {
      return { value: toJs(renderNative(parseTemplate(text, path, { base: file.position(at) }), context)) };
    } catch (error) {
      if (error instanceof JinjaError) return { problem: jinjaProblem(error, path) };
      throw error;
    }
  };
}
