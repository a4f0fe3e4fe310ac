import { child, listOf, type Package, type PropertyEntry, scalarText } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import type { Draft, RefCall, SourceCall } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { readNodeProperties, renderingOf } from './properties.ts';
import { writtenCall } from './written-call.ts';

/** The draft of an exposure: something outside that reads nodes. */
export function draftExposure(workspace: Workspace, each: Package, entry: PropertyEntry): Draft {
  const fqn = [each.name, ...entry.path.slice(each.prefix.length).split('/').slice(1, -1), entry.name];
  const { config, description } = readNodeProperties(entry.yaml, renderingOf(workspace, entry), 'exposures');
  const refs: RefCall[] = [];
  const sources: SourceCall[] = [];
  for (const item of listOf(child(entry.yaml, 'depends_on'))) {
    const place = { path: entry.path, ...entry.file.position(item.at) };
    const call = writtenCall(scalarText(item) ?? '', place);
    if (call !== undefined && 'table' in call) sources.push(call);
    else if (call !== undefined) refs.push(call);
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
