import type { Problem } from '../../contracts/problem.ts';
import { didYouMean } from '../jinja/near.ts';
import { child, type Project, type YamlMap } from '../project/index.ts';
import type { Draft, FullRelation, RefCall, SourceCall } from './draft.ts';
import type { CompileOptions } from './options.ts';

/** Finds drafts by what `ref`, `source` and `function` say. */
export class Lookup {
  private readonly refable = new Map<string, Draft[]>();
  private readonly sources = new Map<string, Draft>();
  private readonly functions = new Map<string, Draft[]>();
  /** Nodes switched off by `enabled: false`, for a clear word when something refers to one. */
  private readonly disabled = new Map<string, Draft>();
  private readonly drafts: readonly Draft[];
  private readonly rootName: string;
  private readonly deferred: ReadonlyMap<string, FullRelation> | undefined;
  /** Whether whatever is read gives no rows. */
  readonly isEmpty: boolean;

  /** Packages that let others refer to their public models only. */
  readonly restricted: ReadonlySet<string>;
  private readonly isOwnFirst: boolean;

  /** @param options relations of another environment that stand in for what is not built here, and `--empty` */
  constructor(
    drafts: Iterable<Draft>,
    disabled: Iterable<Draft>,
    project: Project,
    { deferred, empty = false }: Pick<CompileOptions, 'deferred' | 'empty'> = {},
  ) {
    const { root, packages } = project;
    this.rootName = root.name;
    this.deferred = deferred;
    this.isEmpty = empty;
    this.drafts = [...drafts];
    this.restricted = new Set(
      [root, ...packages].filter((each) => each.config.restrictAccess).map((each) => each.name),
    );
    this.isOwnFirst = isSet(root.config.flags, 'require_ref_searches_node_package_before_root');
    for (const draft of this.drafts) {
      if (draft.resourceType === 'source')
        this.sources.set(sourceKey(draft.fqn.at(-2), draft.fqn.at(-1), draft.packageName), draft);
      else if (draft.resourceType === 'function') push(this.functions, draft.name, draft);
      else if (draft.resourceType === 'model' || draft.resourceType === 'seed' || draft.resourceType === 'snapshot') {
        push(this.refable, draft.name, draft);
      }
    }
    for (const draft of disabled) this.disabled.set(draft.resourceType === 'source' ? draft.id : draft.name, draft);
  }

  /** Every node that is switched on. */
  all(): readonly Draft[] {
    return this.drafts;
  }

  ref(call: RefCall, packageName: string): Draft | undefined {
    const found = this.pick(this.refable, call, packageName);
    const relation = this.deferred?.get(found?.id ?? '');
    return found === undefined || relation === undefined ? found : { ...found, relation };
  }

  function(call: RefCall, packageName: string): Draft | undefined {
    return this.pick(this.functions, call, packageName);
  }

  /** dbt looks into the project first, then into the node's own package (a flag turns that round), then anywhere. */
  private searched(packageName: string): readonly string[] {
    return this.isOwnFirst ? [packageName, this.rootName] : [this.rootName, packageName];
  }

  /** A source of the project, the node's package, or any package. */
  source(call: SourceCall, packageName: string): Draft | undefined {
    for (const each of this.searched(packageName)) {
      const found = this.sources.get(sourceKey(call.source, call.table, each));
      if (found !== undefined) return found;
    }
    return [...this.sources.values()].find((each) => each.fqn.at(-2) === call.source && each.fqn.at(-1) === call.table);
  }

  private pick(index: ReadonlyMap<string, Draft[]>, call: RefCall, packageName: string): Draft | undefined {
    const found = (index.get(call.name) ?? []).filter((each) => versionFits(each, call.version));
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
    return 'table' in call ? this.disabledSource(call) !== undefined : this.disabled.has(call.name);
  }

  private disabledSource(call: SourceCall): Draft | undefined {
    const ending = `.${call.source}.${call.table}`;
    return [...this.disabled].find(([id]) => id.startsWith('source.') && id.endsWith(ending))?.[1];
  }

  /** Names of the training nodes. */
  trainingNames(): string[] {
    return [...this.refable.values()].flatMap((drafts) =>
      drafts.filter((each) => each.kind === 'train').map((each) => each.name),
    );
  }

  /** Why a `ref` finds nothing. */
  missingRef(call: RefCall, draft: Draft): Problem {
    const disabled = this.disabled.get(call.name);
    const what = call.packageName === undefined ? `"${call.name}"` : `"${call.name}" in package "${call.packageName}"`;
    if (disabled !== undefined) {
      return at(
        call,
        draft,
        'ref.disabled',
        `${what} is switched off: ${disabled.path} has enabled=false.`,
        'Switch it on, or remove this ref.',
      );
    }
    const known = this.refable.get(call.name);
    const fitting = (known ?? []).filter((each) => versionFits(each, call.version));
    if (call.packageName === undefined && this.isAmbiguous(fitting)) {
      const packages = fitting.map((each) => each.packageName).join(', ');
      const remedy = `Name the package first: ref('${fitting[0]?.packageName}', '${call.name}').`;
      return at(
        call,
        draft,
        'ref.ambiguous',
        `There are nodes named ${what} in several packages: ${packages}.`,
        remedy,
      );
    }
    if (known !== undefined && call.version !== undefined) {
      const versions = known.map((each) => each.version).filter((each) => each !== undefined);
      return at(
        call,
        draft,
        'ref.version',
        `"${call.name}" has no version ${call.version}.`,
        versions.length > 0 ? `It has ${versions.join(', ')}.` : 'It has no versions.',
      );
    }
    const remedy = didYouMean(call.name, this.refable.keys()) ?? `Add models/${call.name}.sql, or correct the name.`;
    return at(call, draft, 'ref.missing', `There is no model, seed or snapshot named ${what}.`, remedy);
  }

  missingFunction(call: RefCall, draft: Draft): Problem {
    const remedy =
      didYouMean(call.name, this.functions.keys()) ??
      `Add functions/${call.name}.py and its entry in "functions:" of a YAML file.`;
    return at(call, draft, 'function.missing', `There is no function named "${call.name}".`, remedy);
  }

  missingSource(call: SourceCall, draft: Draft): Problem {
    const off = this.disabledSource(call);
    if (off !== undefined) {
      const message = `The source "${call.source}.${call.table}" is switched off in ${off.path}.`;
      return at(call, draft, 'source.disabled', message, 'Switch it on, or remove this call.');
    }
    const tables = [...this.sources.values()]
      .filter((each) => each.fqn.at(-2) === call.source)
      .map((each) => each.fqn.at(-1) ?? '');
    if (tables.length > 0) {
      const remedy = didYouMean(call.table, tables) ?? `It has ${tables.slice(0, 5).join(', ')}.`;
      return at(call, draft, 'source.missing', `The source "${call.source}" has no table "${call.table}".`, remedy);
    }
    const names = new Set([...this.sources.values()].map((each) => each.fqn.at(-2) ?? ''));
    const remedy = didYouMean(call.source, names) ?? 'Describe it below "sources:" in a YAML file of models/.';
    return at(call, draft, 'source.missing', `There is no source named "${call.source}".`, remedy);
  }
}

const isSet = (flags: YamlMap, key: string): boolean => {
  const value = child(flags, key);
  return value?.type === 'scalar' && value.value === true;
};

const sourceKey = (source = '', table = '', packageName = ''): string => `${packageName}\0${source}\0${table}`;

function push(index: Map<string, Draft[]>, name: string, draft: Draft): void {
  const list = index.get(name);
  if (list === undefined) index.set(name, [draft]);
  else list.push(draft);
}

/** Without a version, a ref means the latest. */
const versionFits = (draft: Draft, version: string | undefined): boolean =>
  draft.version === undefined ? version === undefined : draft.version === (version ?? draft.latestVersion);

function at(call: { place: RefCall['place'] }, draft: Draft, code: string, message: string, remedy: string): Problem {
  const { path, line, column } = call.place;
  return {
    code,
    severity: 'error',
    message,
    path,
    line,
    column,
    endLine: line,
    endColumn: call.place.endColumn ?? column + 3,
    remedy,
    nodeId: draft.id,
  };
}
