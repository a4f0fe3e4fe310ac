import { child, listOf, type Package, type PropertyEntry, scalarText, toPlain } from '../../project/index.ts';
import { configLayers, mergeLayers } from '../config/layers.ts';
import { recordOf, textsIn } from '../config/read.ts';
import { BARE, type Config, type Draft, type NameCall, type RefCall, type SourceCall } from '../draft.ts';
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
    config: exposureConfig(workspace, each, fqn, config),
    refs,
    sources,
    metrics,
    description,
    origin: { entry, inline: {}, macros: [] },
  };
}

/**
 * Tags and `meta` of the nearest place that sets them; those at the root of `exposures:` in `dbt_project.yml`,
 * where they have no `+`, are added to them.
 */
function exposureConfig(workspace: Workspace, each: Package, fqn: readonly string[], entry: Config): Config {
  const layers = configLayers(workspace, each, 'exposures', fqn, { entry });
  const nearest = (key: string): Config => [...layers.before, ...layers.after].findLast((layer) => key in layer) ?? {};
  const root = recordOf(toPlain(each.config.trees.exposures));
  const tags = [...new Set([...textsIn(root, 'tags'), ...textsIn(nearest('tags'), 'tags')])].toSorted();
  const meta = { ...recordOf(root.meta), ...recordOf(nearest('meta').meta) };
  return { ...mergeLayers(layers), tags, meta };
}
