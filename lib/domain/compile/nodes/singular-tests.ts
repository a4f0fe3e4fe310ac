import type { Package, PropertyEntry, ResourceFile } from '../../project/index.ts';
import { configLayers } from '../config/layers.ts';
import { flagOf } from '../config/read.ts';
import { callsOf } from '../context/parse-names.ts';
import type { Draft } from '../draft.ts';
import type { Workspace } from '../workspace.ts';
import { fileNode } from './file-node.ts';
import { named } from './named.ts';
import { parseNode } from './parse-node.ts';
import { storedFailures, TEST_DEFAULTS } from './test-config.ts';

/** The draft of a test that is a query of its own. It judges what it refers to first. */
export function draftSingularTest(
  workspace: Workspace,
  each: Package,
  file: ResourceFile,
  entry: PropertyEntry | undefined,
): Draft {
  const { facts, bare, config: written } = fileNode(workspace, each, file, entry, 'test');
  const layers = configLayers(workspace, each, 'data_tests', facts.fqn, {
    defaults: TEST_DEFAULTS,
    entry: written,
  });
  const parsed = parseNode(workspace, each, file, facts, layers);
  const config = storedFailures(parsed.config);
  const { relation, problems } = named(workspace, each, facts, config);
  return {
    ...bare,
    kind: 'test',
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
