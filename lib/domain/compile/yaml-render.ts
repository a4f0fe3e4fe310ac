import { JinjaError } from '../jinja/errors.ts';
import type { Root } from '../jinja/evaluate/scope.ts';
import { parseTemplate } from '../jinja/parser.ts';
import { renderNative } from '../jinja/render.ts';
import { PyDict } from '../jinja/values/collections.ts';
import { fromJs, toJs } from '../jinja/values/convert.ts';
import { PyFloat, type Value } from '../jinja/values/value.ts';
import { toPlain, type Yaml, type YamlFile } from '../project/index.ts';
import { jinjaProblem } from './problem.ts';
import type { Workspace } from './workspace.ts';

/** Where Jinja inside a YAML file is rendered. */
export interface YamlRendering {
  readonly workspace: Workspace;
  readonly context: Root;
  readonly path: string;
  readonly file: YamlFile;
}

export const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%') || text.includes('{#');

/** The query for a source's age is rendered when it is asked: it knows the source as `this`. */
const LATER = 'loaded_at_query';

/** dbt renders these texts as documents, later, those of a node, its columns and its tables: one without Jinja is not touched. */
const AS_DOCUMENT = 'description';
const DEPTH_OF_DOCUMENTS = 2;

/**
 * Plain values of a YAML tree with the Jinja in its strings rendered; an expression alone keeps its type.
 * Every string is a template, with Jinja in it or not: it loses the line end it may have last.
 * @param depth of maps around it
 */
export function renderYaml(yaml: Yaml, rendering: YamlRendering, depth = 0): unknown {
  if (yaml.type === 'list') return yaml.items.map((item) => renderYaml(item, rendering, depth));
  if (yaml.type === 'map') {
    const plain: Record<string, unknown> = {};
    for (const { key, value } of yaml.entries.values())
      plain[key] =
        key === LATER || (depth <= DEPTH_OF_DOCUMENTS && isPlainDocument(key, value))
          ? toPlain(value)
          : renderYaml(value, rendering, depth + 1);
    return plain;
  }
  return typeof yaml.value === 'string' ? renderString(yaml.value, yaml.at, rendering) : yaml.value;
}

/** A string as a template that may have no Jinja: it loses the line end it may have last. */
export const renderString = (text: string, at: number, rendering: YamlRendering): unknown =>
  isTemplate(text) ? renderText(text, at, rendering) : text.replace(/\r?\n$/, '');

const isPlainDocument = (key: string, value: Yaml): boolean =>
  key === AS_DOCUMENT && value.type === 'scalar' && typeof value.value === 'string' && !isTemplate(value.value);

/**
 * YAML as Python reads it: `1.0` stays a float.
 * @param text what becomes of strings
 */
export function pythonValue(yaml: Yaml, text: (value: string, at: number) => Value = (value) => value): Value {
  if (yaml.type === 'list') return yaml.items.map((item) => pythonValue(item, text));
  if (yaml.type === 'map') {
    const items = [...yaml.entries.values()].map(({ key, value }) => [key, pythonValue(value, text)] as const);
    return new PyDict(items);
  }
  if (typeof yaml.value === 'string') return text(yaml.value, yaml.at);
  return typeof yaml.value === 'number' && /[.eE]/.test(yaml.source) ? new PyFloat(yaml.value) : fromJs(yaml.value);
}

/** One string of a YAML file, rendered. A failure is reported, and the text left as it is. */
export function renderText(text: string, at: number, rendering: YamlRendering): unknown {
  if (!isTemplate(text)) return text;
  try {
    const base = rendering.file.position(at);
    return toJs(renderNative(parseTemplate(text, rendering.path, { base }), rendering.context));
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    rendering.workspace.report(jinjaProblem(error, rendering.path));
    return text;
  }
}
