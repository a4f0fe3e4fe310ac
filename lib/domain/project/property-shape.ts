import type { Problem } from '../../contracts/problem.ts';
import { configBeside, type PropertyEntry, problemAt } from './property-entry.ts';
import { keyProblems } from './property-keys.ts';
import { child, listOf, scalarText, type Yaml, type YamlMap } from './yaml-tree.ts';

/** What dbt refuses in an entry before it looks at what it describes. */
export function shapeProblems(entry: PropertyEntry): Problem[] {
  const { yaml, kind } = entry;
  return [
    ...nameProblems(entry),
    ...keyProblems(entry),
    ...textProblems(entry, yaml),
    ...columnProblems(entry, yaml),
    ...(kind === 'models' || kind === 'seeds' || kind === 'snapshots' ? twiceProblems(entry) : []),
    ...(kind === 'models' ? [...versionProblems(entry), ...timeSpineProblems(entry)] : []),
    ...(kind === 'groups' || kind === 'exposures' ? ownerProblems(entry) : []),
    ...(kind === 'exposures' ? exposureProblems(entry) : []),
  ];
}

const isText = (yaml: Yaml | undefined): boolean => yaml?.type === 'scalar' && typeof yaml.value === 'string';

function nameProblems(entry: PropertyEntry): Problem[] {
  const name = child(entry.yaml, 'name');
  if (name === undefined || isText(name)) return [];
  const what = { code: 'yaml.type', message: 'A name is a text.', remedy: `Put it in quotes: "${entry.name}".` };
  return [problemAt(entry, name.at, what)];
}

/** A description is a text; dbt refuses a number, and one that is left empty. */
function textProblems(entry: PropertyEntry, yaml: YamlMap): Problem[] {
  const description = child(yaml, 'description');
  if (description === undefined || isText(description)) return [];
  const what = {
    code: 'yaml.type',
    message: 'A description is a text.',
    remedy: scalarText(description) === undefined ? 'Write one, or remove the key.' : 'Put it in quotes.',
  };
  return [problemAt(entry, description.at, what)];
}

function columnProblems(entry: PropertyEntry, yaml: YamlMap): Problem[] {
  const columns = child(yaml, 'columns');
  if (columns === undefined) return [];
  const remedy = 'Write each column as  - name: …  below "columns:".';
  if (columns.type !== 'list')
    return [problemAt(entry, columns.at, { code: 'yaml.shape', message: '"columns" holds a list.', remedy })];
  return columns.items.flatMap((column) => {
    if (column.type !== 'map' || child(column, 'name') === undefined)
      return [problemAt(entry, column.at, { code: 'yaml.no_name', message: 'This column has no name.', remedy })];
    return textProblems(entry, column);
  });
}

/** `meta` and its like stand beside `config:` or in it. */
function twiceProblems(entry: PropertyEntry): Problem[] {
  const config = child(entry.yaml, 'config');
  return configBeside(entry.kind).flatMap((key) => {
    const outer = entry.yaml.entries.get(key);
    if (outer === undefined || child(config, key) === undefined) return [];
    const what = {
      code: 'config.twice',
      message: `"${entry.name}" has "${key}" beside "config" and in it.`,
      remedy: 'Keep the one below "config:".',
    };
    return [problemAt(entry, outer.keyAt, what)];
  });
}

function versionProblems(entry: PropertyEntry): Problem[] {
  const versions = listOf(child(entry.yaml, 'versions'));
  const problems: Problem[] = [];
  const known = new Set<string>();
  for (const each of versions) {
    const v = child(each, 'v');
    const text = scalarText(v);
    if (text === undefined) {
      const what = { code: 'version.missing', message: 'This version has no "v".', remedy: 'Write  - v: 1.' };
      problems.push(problemAt(entry, each.at, what));
    } else if (known.has(text)) {
      const what = {
        code: 'version.duplicate',
        message: `The version ${text} is listed twice.`,
        remedy: 'Remove one.',
      };
      problems.push(problemAt(entry, v?.at ?? each.at, what));
    } else known.add(text);
    const rules = listOf(child(each, 'columns')).filter((column) => child(column, 'name') === undefined);
    const [, second] = rules;
    if (second !== undefined) {
      const what = {
        code: 'version.columns',
        message: 'A version has one "include" at most.',
        remedy: 'Join the two.',
      };
      problems.push(problemAt(entry, second.at, what));
    }
  }
  const latest = child(entry.yaml, 'latest_version');
  const wanted = scalarText(latest);
  if (latest !== undefined && wanted !== undefined && !known.has(wanted)) {
    const remedy = known.size === 0 ? 'List its versions.' : `Name one of ${[...known].join(', ')}.`;
    const what = { code: 'version.latest', message: `latest_version ${wanted} is not among the versions.`, remedy };
    problems.push(problemAt(entry, latest.at, what));
  }
  return problems;
}

/** A time spine names columns that the model describes, the first with its granularity. */
function timeSpineProblems(entry: PropertyEntry): Problem[] {
  const spine = child(entry.yaml, 'time_spine');
  const columns = listOf(child(entry.yaml, 'columns'));
  if (spine?.type !== 'map' || child(entry.yaml, 'versions') !== undefined) return [];
  const find = (name: string | undefined) => columns.find((each) => scalarText(child(each, 'name')) === name);
  const refuse = (at: number | undefined, message: string, remedy: string): Problem =>
    problemAt(entry, at ?? spine.at, { code: 'model.time_spine', message, remedy });
  const standard = child(spine, 'standard_granularity_column');
  const column = find(scalarText(standard));
  const problems: Problem[] = [];
  if (column === undefined)
    problems.push(refuse(standard?.at, 'The column of this time spine is not described.', SPINE));
  else if (child(column, 'granularity') === undefined)
    problems.push(refuse(column.at, 'The column of a time spine has a granularity.', 'Add  granularity: day.'));
  for (const custom of listOf(child(spine, 'custom_granularities'))) {
    const name = scalarText(child(custom, 'column_name')) ?? scalarText(child(custom, 'name'));
    if (find(name) === undefined)
      problems.push(refuse(custom.at, `There is no column "${name}" described here.`, SPINE));
  }
  return problems;
}
const SPINE = 'Describe it below "columns:".';

function ownerProblems(entry: PropertyEntry): Problem[] {
  const owner = child(entry.yaml, 'owner');
  if (owner?.type === 'map' && (child(owner, 'name') !== undefined || child(owner, 'email') !== undefined)) return [];
  const what = {
    code: 'yaml.owner',
    message: `"${entry.name}" has no owner with a name or an email.`,
    remedy: 'Add  owner: {name: …, email: …}.',
  };
  return [problemAt(entry, owner?.at ?? child(entry.yaml, 'name')?.at ?? entry.yaml.at, what)];
}

const EXPOSURE_TYPES = ['dashboard', 'notebook', 'analysis', 'ml', 'application'];

function exposureProblems(entry: PropertyEntry): Problem[] {
  const type = child(entry.yaml, 'type');
  if (EXPOSURE_TYPES.includes(scalarText(type) ?? '')) return [];
  const what = {
    code: 'exposure.type',
    message: `The exposure "${entry.name}" has ${type === undefined ? 'no type' : 'an unknown type'}.`,
    remedy: `Write  type: ${EXPOSURE_TYPES.join(', ')}  (one of these).`,
  };
  return [problemAt(entry, type?.at ?? child(entry.yaml, 'name')?.at ?? entry.yaml.at, what)];
}
