import { child, listOf, type Package, type PropertyEntry, scalarText } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { BARE, type Draft, type NameCall, type RefCall, type SourceCall } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { readNodeProperties, renderingOf } from './properties.ts';
import { writtenCall, writtenMetric } from './written-call.ts';

/** The draft of an exposure: something outside that reads nodes. */
export function draftExposure(workspace: Workspace, each: Package, entry: PropertyEntry): Draft {
  const fqn = [each.name, ...entry.path.slice(each.prefix.length).split('/').slice(1, -1), entry.name];
  const { config, description } = readNodeProperties(entry.yaml, renderingOf(workspace, entry), 'exposures');
  const refs: RefCall[] = [];
  const sources: SourceCall[] = [];
  const metrics: NameCall[] = [];
  for (const item of listOf(child(entry.yaml, 'depends_on'))) {
    const place = { path: entry.path, ...entry.file.position(item.at) };
    const text = scalarText(item) ?? '';
    const metric = writtenMetric(text, place);
    if (metric !== undefined) metrics.push(metric);
    const call = writtenCall(text, place);
    if (call !== undefined && 'table' in call) sources.push(call);
    else if (call !== undefined) refs.push(call);
  }
  return {
    ...BARE,
    id: `exposure.${each.name}.${entry.name}`,
    resourceType: 'exposure',
    kind: 'exposure',
    name: entry.name,
    packageName: each.name,
    fqn,
    path: entry.path,
    line: entry.line,
    folder: entry.path.split('/').slice(0, -1).join('/'),
    config: mergeLayers(configLayers(workspace, each, 'exposures', fqn, { entry: config })),
    refs,
    sources,
    metrics,
    description,
    origin: { entry, inline: {}, macros: [] },
  };
}
