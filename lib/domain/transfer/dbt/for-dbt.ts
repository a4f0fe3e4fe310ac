import type { CompiledNode } from '#lib/contracts/compilation.ts';
import type { ProjectFiles, Target } from '#lib/contracts/project.ts';
import type { Draft } from '../../compile/draft.ts';
import { createCompiler } from '../../compile/index.ts';
import { trainingKeys } from '../../compile/training-config.ts';
import { generatedFolder, withReads, withTraining } from './generated.ts';

/**
 * A project's bytes as dbt-core can build them: where it has Python cells, functions in Python,
 * trainings or predictions, with macros that call Insitu's runtime. Pure.
 * @param macros texts of the macros by file name
 */
export function forDbt(
  files: ProjectFiles,
  bytes: ReadonlyMap<string, Buffer>,
  target: Target,
  macros: ReadonlyMap<string, Buffer>,
): Map<string, Buffer> {
  const whole = new Map(bytes);
  const compiler = createCompiler({ target }, files);
  const nodes = [...compiler.compilation().nodes.values()];
  if (!nodes.some(needsRuntime)) return whole;
  const [folder = 'macros'] = compiler.parsed().workspace.project.root.config.macroPaths;
  for (const [name, text] of macros) whole.set(`${folder}/${generatedFolder}/${name}`, text);
  whole.set(`${folder}/${generatedFolder}/training_keys.sql`, keysMacro);
  for (const { draft } of compiler.parsed().nodes.values()) {
    const text = bytes.get(draft.path);
    if (text) whole.set(draft.path, textForDbt(draft, text));
  }
  return whole;
}

function textForDbt(draft: Draft, bytes: Buffer): Buffer {
  if (draft.kind === 'predict') {
    const training = String(draft.config.model).replaceAll('"', '').split('.').at(-1);
    return training ? withTraining(bytes, training) : bytes;
  }
  const calls = draft.kind === 'python' ? [...draft.refs.map(refCall), ...draft.sources.map(sourceCall)] : [];
  return calls.length > 0 ? withReads(bytes, calls) : bytes;
}

function refCall({ packageName, name, version }: Draft['refs'][number]): string {
  const names = packageName === undefined ? [name] : [packageName, name];
  const words = names.map((each) => JSON.stringify(each));
  return `dbt.ref(${[...words, ...(version === undefined ? [] : [`v=${JSON.stringify(version)}`])].join(', ')})`;
}

const sourceCall = ({ source, table }: Draft['sources'][number]): string =>
  `dbt.source(${JSON.stringify(source)}, ${JSON.stringify(table)})`;

function needsRuntime({ graph: { kind, path } }: CompiledNode): boolean {
  return kind === 'python' || kind === 'train' || kind === 'predict' || (kind === 'udf' && path.endsWith('.py'));
}

const keysMacro = Buffer.from(
  `{% macro insitu_training_keys() -%}\n  {{- return(${JSON.stringify(trainingKeys)}) -}}\n{%- endmacro %}\n`,
);
