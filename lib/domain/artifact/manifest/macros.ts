import { recordOf } from '../../compile/config/read.ts';
import { DBT, type MacroDefinition, type MacroRegistry } from '../../compile/macros/registry.ts';
import { descriptionOf, renderingOf } from '../../compile/nodes/properties.ts';
import { renderYaml } from '../../compile/yaml-render.ts';
import { child, type Package } from '../../project/index.ts';
import { callsIn } from './macro-calls.ts';
import type { Writing } from './node.ts';
import { packagePath, patchPath } from './paths.ts';
import type { Json, ManifestMacro } from './types.ts';

/** Every macro a project can call, its own, its packages' and dbt's. */
export function manifestMacros(writing: Writing): Readonly<Record<string, ManifestMacro>> {
  const { macros, project } = writing.parsed.workspace;
  const packages = new Map([project.root, ...project.packages].map((each) => [each.name, each]));
  const entries: [string, ManifestMacro][] = [];
  for (const packageName of macros.packageNames()) {
    for (const name of macros.names(packageName)) {
      const definition = macros.inPackage(packageName, name);
      if (definition === undefined) continue;
      const macro = manifestMacro(definition, packages.get(packageName), macros, writing);
      entries.push([macro.unique_id, macro]);
    }
  }
  return Object.fromEntries(entries);
}

function manifestMacro(
  definition: MacroDefinition,
  each: Package | undefined,
  macros: MacroRegistry,
  { parsed, createdAt }: Writing,
): ManifestMacro {
  const { packageName, name } = definition;
  const entry = each?.properties.find((one) => one.kind === 'macros' && one.name === name);
  const rendering = entry && each ? renderingOf(parsed.workspace, entry) : undefined;
  const yaml = entry && rendering ? recordOf(renderYaml(entry.yaml, rendering)) : {};
  const path = each === undefined ? definition.path.replace(/^.*:\/*/, '') : packagePath(definition.path, each);
  const own = recordOf(yaml.config);
  const docs = { show: true, node_color: null, ...recordOf(yaml.docs), ...recordOf(own.docs) };
  const meta = { ...recordOf(yaml.meta), ...recordOf(own.meta) };
  return {
    name,
    resource_type: 'macro',
    package_name: packageName,
    path,
    original_file_path: path,
    unique_id: `macro.${packageName}.${name}`,
    macro_sql: macroText(definition),
    depends_on: { macros: calledBy(definition, macros) },
    description: entry && rendering ? descriptionOf(entry.yaml, rendering) : '',
    meta,
    docs,
    config: { ...own, meta, docs },
    patch_path:
      entry && each ? patchPath({ origin: { entry, inline: {}, macros: [] } }, parsed.workspace.project) : null,
    arguments: argumentsOf(definition, yaml.arguments, parsed),
    created_at: createdAt,
    supported_languages: languagesOf(definition),
  };
}

/** Those the YAML describes; with the flag `validate_macro_args` otherwise those of the macro itself. */
function argumentsOf({ statement }: MacroDefinition, written: unknown, { workspace }: Writing['parsed']): Json[] {
  const given = Array.isArray(written) ? written : [];
  const flag = child(workspace.project.root.config.flags, 'validate_macro_args');
  if (given.length > 0 || flag?.type !== 'scalar' || flag.value !== true) return given.map(argumentOf);
  return statement?.kind === 'macro' ? statement.parameters.map(({ name }) => argumentOf({ name })) : [];
}

const argumentOf = (value: unknown): Json => {
  const given = recordOf(value);
  return { name: given.name, type: given.type ?? null, description: given.description ?? '' };
};

/** The text of a macro, from its opening tag to its closing one, with the white space that these trim (dbt strips files). */
function macroText({ statement, source: { text } }: MacroDefinition): string {
  if (statement === undefined) return text;
  const start = Math.max(0, text.lastIndexOf('{%', statement.at));
  const close = text.indexOf('%}', Math.max(0, statement.end - 2));
  const end = close < 0 ? statement.end : close + 2;
  const before = text[start + 2] === '-' ? spaceBefore(text.slice(0, start)) : '';
  const after = text[end - 3] === '-' ? (/^\s*(?=\S)/.exec(text.slice(end))?.[0] ?? '') : '';
  return before + text.slice(start, end) + after;
}

/** The white space at the end of a text, unless the file begins with it or the tag before it has trimmed it already. */
function spaceBefore(text: string): string {
  const rest = text.trimEnd();
  return rest === '' || rest.endsWith('-%}') ? '' : text.slice(rest.length);
}

function languagesOf({ statement }: MacroDefinition): string[] | null {
  if (statement?.kind !== 'materialization') return null;
  const listed = statement.options?.named.find((option) => option.name === 'supported_languages')?.value;
  if (listed?.type !== 'list') return ['sql'];
  return listed.items.flatMap((item) => (item.type === 'constant' ? [String(item.value)] : []));
}

/**
 * Unique ids of the macros that a macro's text names: plain calls, calls in a package, and what it dispatches to.
 * dbt takes whatever stands before the dot for a package, and looks everywhere when it is none: `builtins.ref`.
 */
function calledBy({ name, statement, packageName }: MacroDefinition, macros: MacroRegistry): string[] {
  if (statement === undefined) return [];
  const ids = new Set<string>();
  for (const call of callsIn(statement)) {
    if (call.namespace === undefined && call.type === 'call' && (call.name === name || BUILTIN.has(call.name)))
      continue;
    const found =
      call.type === 'dispatch'
        ? macros.dispatch(call.name, call.namespace, packageName === DBT ? DBT : packageName).macro
        : (macros.inPackage(call.namespace ?? packageName, call.name) ?? macros.anywhere(call.name));
    if (found !== undefined) ids.add(`macro.${found.packageName}.${found.name}`);
  }
  return [...ids];
}

/** Calls that are none of a macro for dbt, even where a project has one of that name. */
const BUILTIN: ReadonlySet<string> = new Set(['source', 'ref', 'config']);
