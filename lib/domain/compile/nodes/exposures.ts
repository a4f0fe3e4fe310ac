import { child, listOf, type Package, type PropertyEntry, scalarText } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import type { Draft, RefCall, SourceCall } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { readNodeProperties, renderingOf } from './properties.ts';

const REF =
  /^\s*ref\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]+)['"]\s*)?(?:,\s*v(?:ersion)?\s*=\s*['"]?([\w.]+)['"]?\s*)?\)\s*$/;
const SOURCE = /^\s*source\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]\s*\)\s*$/;

/** The draft of an exposure: something outside that reads nodes. */
export function draftExposure(workspace: Workspace, each: Package, entry: PropertyEntry): Draft {
  const fqn = [each.name, ...entry.path.slice(each.prefix.length).split('/').slice(1, -1), entry.name];
  const { config, description } = readNodeProperties(entry.yaml, renderingOf(workspace, each, entry), 'exposures');
  const refs: RefCall[] = [];
  const sources: SourceCall[] = [];
  for (const item of listOf(child(entry.yaml, 'depends_on'))) {
    const text = scalarText(item) ?? '';
    const place = { path: entry.path, ...entry.file.position(item.at) };
    const ref = REF.exec(text);
    const source = SOURCE.exec(text);
    if (ref !== null) {
      const [, first = '', second, version] = ref;
      refs.push({ packageName: second === undefined ? undefined : first, name: second ?? first, version, place });
    } else if (source !== null) sources.push({ source: source[1] ?? '', table: source[2] ?? '', place });
  }
  return {
    id: `exposure.${each.name}.${entry.name}`,
    resourceType: 'exposure',
    kind: 'exposure',
    name: entry.name,
    packageName: each.name,
    fqn,
    path: entry.path,
    line: entry.line,
    folder: entry.path.split('/').slice(0, -1).join('/'),
    language: 'none',
    text: '',
    template: undefined,
    config: mergeLayers(configLayers(workspace, each, 'exposures', fqn, { entry: config })),
    relation: undefined,
    version: undefined,
    latestVersion: undefined,
    refs,
    sources,
    functions: [],
    description,
    columns: [],
    tested: undefined,
    genericTest: undefined,
    properties: {},
    origin: { entry, inline: {}, macros: [] },
    problems: [],
  };
}
