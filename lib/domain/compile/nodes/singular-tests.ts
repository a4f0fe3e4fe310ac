import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers } from '../config/layers.ts';
import { flagOf } from '../config/read.ts';
import { callsOf } from '../context/parse-names.ts';
import { BARE, type Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { named } from './named.ts';
import { parseNode } from './parse-node.ts';
import { NO_PROPERTIES, readNodeProperties, renderingOf } from './properties.ts';
import { storedFailures, TEST_DEFAULTS } from './test-config.ts';

/** The draft of a test that is a query of its own. It judges what it refers to first. */
export function draftSingularTest(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const properties =
    entry === undefined ? NO_PROPERTIES : readNodeProperties(entry.yaml, renderingOf(workspace, entry));
  const fqn = [each.name, ...file.folders, file.name];
  const facts = {
    id: `test.${each.name}.${file.name}`,
    name: file.name,
    resourceType: 'test' as const,
    packageName: each.name,
    path: file.path,
    fqn,
    version: undefined,
    description: properties.description,
    text: file.text,
    columns: [],
  };
  const layers = configLayers(workspace, each, 'data_tests', fqn, {
    defaults: TEST_DEFAULTS,
    entry: properties.config,
  });
  const parsed = parseNode(workspace, each, file, facts, layers);
  const config = storedFailures(parsed.config);
  const { relation, problems } = named(workspace, each, facts, config);
  return {
    ...BARE,
    ...facts,
    kind: 'test',
    line: undefined,
    folder: file.path.split('/').slice(0, -1).join('/'),
    language: 'sql',
    template: parsed.template,
    config,
    relation,
    ...callsOf(parsed.captured),
    tested: parsed.captured.refs[0] ?? parsed.captured.sources[0],
    origin: { entry, inline: parsed.inline, macros: parsed.macros },
    problems: [...parsed.problems, ...(flagOf(config, 'store_failures', false) ? problems : [])],
  };
}
