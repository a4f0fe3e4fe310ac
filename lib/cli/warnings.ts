import { parse as parseYaml } from 'yaml';
import { didYouMean } from '#lib/contracts/near.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { child, isSet, toPlain, type YamlMap } from '#lib/domain/project/index.ts';
import type { Arguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

/** What dbt calls the warnings that are met here too; of others there is nothing to name. */
const EVENTS: Readonly<Record<string, string>> = {
  'yaml.no_node': 'NoNodeForYamlKey',
  'yaml.wrong_key': 'WrongResourceSchemaFile',
  'yaml.unknown_key': 'CustomKeyInObjectDeprecation',
  'ref.missing': 'NodeNotFoundOrDisabled',
  'ref.disabled': 'NodeNotFoundOrDisabled',
  'source.missing': 'NodeNotFoundOrDisabled',
  'contract.broken': 'UnversionedBreakingChange',
  'macro.warning': 'JinjaLogWarning',
  'config.unknown_key': 'CustomKeyInConfigDeprecation',
  'name.space': 'ResourceNamesWithSpacesDeprecation',
  'name.shared': 'DuplicateNameDistinctNodeTypesDeprecation',
  'semantic.time_spine': 'SemanticValidationFailure',
};

/** Warnings that no problem of a project is: they are named where they come to be. */
export const TEST_RESULT = 'LogTestResult';
export const NO_NODES = 'NoNodesForSelectionCriteria';
export const NOTHING = 'NothingToDo';

/** Names that dbt takes as well, of warnings that are not met here. */
const OTHERS = [
  ...['Deprecations', 'DeprecationsSummary', 'DeprecatedModel', 'DeprecatedReference', 'UpcomingReferenceDeprecation'],
  ...['PackageRedirectDeprecation', 'PackageInstallPathDeprecation', 'ConfigSourcePathDeprecation'],
  ...['ConfigDataPathDeprecation', 'MetricAttributesRenamed', 'ExposureNameDeprecation', 'InternalDeprecation'],
  ...['EnvironmentVariableRenamed', 'ConfigLogPathDeprecation', 'ConfigTargetPathDeprecation'],
  ...['TestsConfigDeprecation', 'ProjectFlagsMovedDeprecation', 'PackageMaterializationOverrideDeprecation'],
  ...['SourceFreshnessProjectHooksNotRun', 'MFTimespineWithoutYamlConfigurationDeprecation'],
  ...['MFCumulativeTypeParamsDeprecation', 'MicrobatchMacroOutsideOfBatchesDeprecation'],
  ...['GenericJSONSchemaValidationDeprecation', 'UnexpectedJinjaBlockDeprecation', 'DuplicateYAMLKeysDeprecation'],
  ...['CustomTopLevelKeyDeprecation', 'CustomOutputPathInSourceFreshnessDeprecation'],
  ...['PropertyMovedToConfigDeprecation', 'WEOIncludeExcludeDeprecation', 'ModelParamUsageDeprecation'],
  ...['ModulesItertoolsUsageDeprecation', 'SourceOverrideDeprecation', 'EnvironmentVariableNamespaceDeprecation'],
  ...['MissingPlusPrefixDeprecation', 'ArgumentsPropertyInGenericTestDeprecation'],
  ...['MissingArgumentsPropertyInGenericTestDeprecation', 'InvalidValueForField', 'ValidationWarning'],
  ...['UnusedResourceConfigPath', 'SeedIncreased', 'SeedExceedsLimitSamePath', 'SeedExceedsLimitAndPathChanged'],
  ...[
    'SeedExceedsLimitChecksumChanged',
    'UnusedTables',
    'MacroNotFoundForPatch',
    'UnsupportedConstraintMaterialization',
  ],
  ...['WarnStateTargetEqual', 'FreshnessConfigProblem', 'InvalidMacroAnnotation'],
  ...['MicrobatchModelNoEventTimeInputs', 'InvalidConcurrentBatchesConfig', 'PackageNodeDependsOnRootProjectNode'],
  ...['DepsUnpinned', 'NoNodesSelected', 'DepsScrubbedPackageName', 'SnapshotTimestampWarning', 'RunResultWarning'],
  ...['RunResultWarningMessage', 'CollectFreshnessReturnSignature', 'AdapterDeprecationWarning', 'AdapterEventWarning'],
  ...[
    'CatalogGenerationError',
    'ConstraintNotEnforced',
    'ConstraintNotSupported',
    'BehaviorChangeEvent',
    'LogFreshnessResult',
  ],
];
const KNOWN = new Set([...Object.values(EVENTS), TEST_RESULT, NO_NODES, NOTHING, ...OTHERS]);

/** `error`, `warn` and `silence` of `warn_error_options`; `include` and `exclude` are old names of the first two. */
interface Options {
  readonly error: 'all' | readonly string[];
  readonly warn: readonly string[];
  readonly silence: readonly string[];
}

/** What becomes of warnings. */
export class Warnings {
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  /** Whether a warning of dbt's name is an error. A name of its own counts more than that of all deprecations, and that more than all. */
  errors(event: string): boolean {
    const { error, warn, silence } = this.options;
    const isElsewhere = (name: string): boolean => warn.includes(name) || silence.includes(name);
    if (isElsewhere(event)) return false;
    if (error !== 'all' && error.includes(event)) return true;
    if (/Deprecation$/.test(event) && isElsewhere('Deprecations')) return false;
    return error === 'all' || (/Deprecation$/.test(event) && error.includes('Deprecations'));
  }

  silenced(event: string): boolean {
    const { error, warn, silence } = this.options;
    if (silence.includes(event)) return true;
    const isNamed = warn.includes(event) || (error !== 'all' && error.includes(event));
    return /Deprecation$/.test(event) && silence.includes('Deprecations') && !isNamed;
  }

  /** Problems as these rules have them: a warning is an error, or is not told. What dbt does not warn of stays as it is. */
  judged(problems: readonly Problem[]): Problem[] {
    return problems.flatMap((problem) => {
      const event = EVENTS[problem.code];
      if (problem.severity !== 'warning' || problem.rendering !== undefined || event === undefined) return [problem];
      if (this.silenced(event)) return [];
      return [this.errors(event) ? { ...problem, severity: 'error' as const } : problem];
    });
  }
}

/**
 * Rules of a command: its own flags, or else those of the project.
 * @param flags `flags:` of dbt_project.yml
 * @throws UsageError when they name a warning there is none of
 */
export function warningsOf(
  { warnError, warnErrorOptions }: Pick<Arguments, 'warnError' | 'warnErrorOptions'>,
  flags: YamlMap,
): Warnings {
  if (warnError) return new Warnings(ALL);
  const given: unknown = parseYaml(warnErrorOptions ?? '');
  // As under dbt, an option that says nothing leaves it to the project.
  if (Object.keys(given ?? {}).length > 0) return new Warnings(optionsOf(given));
  if (isSet(flags, 'warn_error')) return new Warnings(ALL);
  const own = child(flags, 'warn_error_options');
  return new Warnings(own === undefined ? NONE : optionsOf(toPlain(own)));
}

const ALL: Options = { error: 'all', warn: [], silence: [] };
const NONE: Options = { error: [], warn: [], silence: [] };

function optionsOf(written: unknown): Options {
  const given = new Map<string, unknown>(Object.entries(written ?? {}));
  const error = given.get('error') ?? given.get('include');
  const options = {
    error: error === 'all' || error === '*' ? ('all' as const) : namesIn(error, 'error'),
    warn: namesIn(given.get('warn') ?? given.get('exclude'), 'warn'),
    silence: namesIn(given.get('silence'), 'silence'),
  };
  const hasRest = [options.error, options.silence].some((names) => names === 'all' || names.includes('Deprecations'));
  if (options.warn.length > 0 && !hasRest)
    throw new UsageError('warn_error_options names what stays a warning, and nothing is an error.', 'Add error: all.');
  return options;
}

function namesIn(value: unknown, key: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value))
    throw new UsageError(`${key} of warn_error_options is not a list.`, `Write {${key}: [NoNodeForYamlKey]}.`);
  return value.map((each) => {
    const name = String(each);
    if (KNOWN.has(name)) return name;
    const remedy = didYouMean(name, [...KNOWN]) ?? 'Use a name of dbt’s, such as NoNodeForYamlKey.';
    throw new UsageError(`There is no warning "${name}".`, remedy);
  });
}
