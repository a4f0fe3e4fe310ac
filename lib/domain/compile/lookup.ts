import { didYouMean } from '../../contracts/near.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Project } from '../project/index.ts';
import { callProblem } from './call-problem.ts';
import type { Draft, NameCall, RefCall, SourceCall } from './draft.ts';
import { ANY_NAME, measureName, metricName, refName, sourceName } from './face.ts';
import { type Index, type IndexOptions, indexOf, replaced } from './lookup-index.ts';
import type { TimeWindow } from './options.ts';
import { missingMeasure, missingMetric } from './semantic/missing.ts';

/** Makes what finds the drafts of a project. `options.deferred` stand in for relations that are not built here. */
export const lookupOf = (
  drafts: ReadonlyMap<string, Draft>,
  disabled: Iterable<Draft>,
  project: Project,
  options: IndexOptions = {},
): Lookup => new Lookup(indexOf(drafts, disabled, project, options), () => {});

/** Finds drafts by what `ref`, `source` and `function` say. */
export class Lookup {
  private readonly index: Index;
  private readonly note: (name: string) => void;

  constructor(index: Index, note: (name: string) => void) {
    this.index = index;
    this.note = note;
  }

  /** The same, which tells by what names it was asked. */
  watched(note: (name: string) => void): Lookup {
    return new Lookup(this.index, note);
  }

  /**
   * The same with some drafts in the place of others, which are found by the same names.
   * @param drafts all there are then
   */
  replacing(others: ReadonlyMap<Draft, Draft>, drafts: ReadonlyMap<string, Draft>): Lookup {
    return new Lookup(replaced(this.index, others, drafts), this.note);
  }

  /** What the watched ones share: a key to remember by what is told of all drafts. */
  get shared(): object {
    this.note(ANY_NAME);
    return this.index;
  }

  /** Whether whatever is read gives no rows. */
  get isEmpty(): boolean {
    return this.index.isEmpty;
  }

  get sample(): TimeWindow | undefined {
    return this.index.sample;
  }

  /** Packages that let others refer to their public models only. */
  get restricted(): ReadonlySet<string> {
    return this.index.restricted;
  }

  /** Every node that is switched on. */
  all(): readonly Draft[] {
    this.note(ANY_NAME);
    return [...this.index.drafts.values()];
  }

  ref(call: RefCall, packageName: string): Draft | undefined {
    this.note(refName(call));
    return this.whereBuilt(this.pick(this.index.refable.get(call.name), call, packageName));
  }

  function(call: RefCall, packageName: string): Draft | undefined {
    this.note(refName(call));
    return this.whereBuilt(this.pick(this.index.functions.get(call.name), call, packageName));
  }

  /** What is deferred has its relation elsewhere. */
  private whereBuilt(found: Draft | undefined): Draft | undefined {
    const relation = this.index.deferred?.get(found?.id ?? '');
    return found === undefined || relation === undefined ? found : { ...found, relation };
  }

  metric(call: NameCall, packageName: string): Draft | undefined {
    this.note(metricName(call));
    return this.nearest(this.index.metrics.get(call.name), call.packageName, packageName);
  }

  /** The semantic model that has a measure. */
  measure(call: NameCall, packageName: string): Draft | undefined {
    this.note(measureName(call));
    return this.nearest(this.index.measures.get(call.name), undefined, packageName);
  }

  /** Nodes of the semantic layer that are switched on. */
  semantic(): readonly Draft[] {
    return this.index.semantic;
  }

  private nearest(found: readonly Draft[] = [], wanted: string | undefined, packageName: string): Draft | undefined {
    if (wanted !== undefined) return found.find((each) => each.packageName === wanted);
    for (const name of this.searched(packageName)) {
      const here = found.find((each) => each.packageName === name);
      if (here !== undefined) return here;
    }
    return found[0];
  }

  /** dbt looks into the project first, then into the node's own package (a flag turns that round), then anywhere. */
  private searched(packageName: string): readonly string[] {
    const { isOwnFirst, rootName } = this.index;
    return isOwnFirst ? [packageName, rootName] : [rootName, packageName];
  }

  /** A source of the project, the node's package, or any package. */
  source(call: SourceCall, packageName: string): Draft | undefined {
    this.note(sourceName(call));
    const found = this.index.sources.get(sourceName(call))?.filter((each) => each.fqn.at(-1) === call.table);
    return this.nearest(found, undefined, packageName);
  }

  private pick(all: readonly Draft[] | undefined, call: RefCall, packageName: string): Draft | undefined {
    if (all === undefined) return undefined;
    const [only, second] = all;
    if (only !== undefined && second === undefined && call.packageName === undefined)
      return versionFits(only, call.version) ? only : undefined;
    const found = all.filter((each) => versionFits(each, call.version));
    const order = call.packageName === undefined ? this.searched(packageName) : [call.packageName];
    for (const name of order) {
      // Of a seed and a model of one name dbt finds the seed.
      const here = found.filter((each) => each.packageName === name);
      const best = here.find((each) => each.resourceType === 'seed') ?? here[0];
      if (best !== undefined) return best;
    }
    return call.packageName === undefined && !this.isAmbiguous(found) ? found[0] : undefined;
  }

  private isAmbiguous(found: readonly Draft[]): boolean {
    return new Set(found.map((each) => each.packageName)).size > 1;
  }

  /** Whether what a call names is there and switched off. */
  isDisabled(call: RefCall | SourceCall): boolean {
    return 'table' in call ? this.disabledSource(call) !== undefined : this.index.disabled.has(call.name);
  }

  private disabledSource(call: SourceCall): Draft | undefined {
    const ending = `.${call.source}.${call.table}`;
    return [...this.index.disabled].find(([id]) => id.startsWith('source.') && id.endsWith(ending))?.[1];
  }

  /** Names of the training nodes. */
  trainingNames(): string[] {
    this.note(ANY_NAME);
    return [...this.index.refable.values()].flatMap((drafts) =>
      drafts.filter((each) => each.kind === 'train').map((each) => each.name),
    );
  }

  /** Why a `ref` finds nothing. */
  missingRef(call: RefCall, draft: Draft): Problem {
    this.note(ANY_NAME);
    const disabled = this.index.disabled.get(call.name);
    const what = call.packageName === undefined ? `"${call.name}"` : `"${call.name}" in package "${call.packageName}"`;
    if (disabled !== undefined) {
      return callProblem(
        call,
        draft,
        'ref.disabled',
        `${what} is switched off: ${disabled.path} has enabled=false.`,
        'Switch it on, or remove this ref.',
      );
    }
    const known = this.index.refable.get(call.name);
    const fitting = (known ?? []).filter((each) => versionFits(each, call.version));
    if (call.packageName === undefined && this.isAmbiguous(fitting)) {
      const packages = fitting.map((each) => each.packageName).join(', ');
      const remedy = `Name the package first: ref('${fitting[0]?.packageName}', '${call.name}').`;
      return callProblem(
        call,
        draft,
        'ref.ambiguous',
        `There are nodes named ${what} in several packages: ${packages}.`,
        remedy,
      );
    }
    if (known !== undefined && call.version !== undefined) {
      const versions = known.map((each) => each.version).filter((each) => each !== undefined);
      return callProblem(
        call,
        draft,
        'ref.version',
        `"${call.name}" has no version ${call.version}.`,
        versions.length > 0 ? `It has ${versions.join(', ')}.` : 'It has no versions.',
      );
    }
    const remedy =
      didYouMean(call.name, this.index.refable.keys()) ?? `Add models/${call.name}.sql, or correct the name.`;
    return callProblem(call, draft, 'ref.missing', `There is no model, seed or snapshot named ${what}.`, remedy);
  }

  missingFunction(call: RefCall, draft: Draft): Problem {
    this.note(ANY_NAME);
    const remedy =
      didYouMean(call.name, this.index.functions.keys()) ??
      `Add functions/${call.name}.py and its entry in "functions:" of a YAML file.`;
    return callProblem(call, draft, 'function.missing', `There is no function named "${call.name}".`, remedy);
  }

  missingMetric(call: NameCall, draft: Draft): Problem {
    this.note(ANY_NAME);
    return missingMetric(call, draft, this.index.metrics.keys(), this.index.disabled.values());
  }

  missingMeasure(call: NameCall, draft: Draft): Problem {
    this.note(ANY_NAME);
    return missingMeasure(call, draft, this.index.measures.keys(), this.index.disabled.values());
  }

  missingSource(call: SourceCall, draft: Draft): Problem {
    this.note(ANY_NAME);
    const off = this.disabledSource(call);
    if (off !== undefined) {
      const message = `The source "${call.source}.${call.table}" is switched off in ${off.path}.`;
      return callProblem(call, draft, 'source.disabled', message, 'Switch it on, or remove this call.');
    }
    const known = [...this.index.sources.values()].flat();
    const tables = known.filter((each) => each.fqn.at(-2) === call.source).map((each) => each.fqn.at(-1) ?? '');
    if (tables.length > 0) {
      const remedy = didYouMean(call.table, tables) ?? `It has ${tables.slice(0, 5).join(', ')}.`;
      return callProblem(
        call,
        draft,
        'source.missing',
        `The source "${call.source}" has no table "${call.table}".`,
        remedy,
      );
    }
    const names = new Set(known.map((each) => each.fqn.at(-2) ?? ''));
    const remedy = didYouMean(call.source, names) ?? 'Describe it below "sources:" in a YAML file of models/.';
    return callProblem(call, draft, 'source.missing', `There is no source named "${call.source}".`, remedy);
  }
}

/** Without a version, a ref means the latest. */
const versionFits = (draft: Draft, version: string | undefined): boolean =>
  draft.version === undefined ? version === undefined : draft.version === (version ?? draft.latestVersion);
