import {
  asMap,
  child,
  isSet,
  listOf,
  type Package,
  type PropertyEntry,
  scalarText,
  textsOf,
  type YamlMap,
} from '../../project/index.ts';
import type { Draft } from '../draft.ts';
import { quoteName } from '../relation.ts';
import type { Workspace } from '../workspace.ts';
import { draftGenericTest } from './generic-test.ts';
import { renderingOf } from './properties.ts';
import { testSpecs } from './test-spec.ts';

/** What a list of tests stands below. */
export interface TestOwner {
  /** The node the tests judge; a versioned model has one owner a version. */
  readonly draft: Draft;
  readonly entry: PropertyEntry;
  readonly yaml: YamlMap;
}

/** Drafts of every generic test below an entry, in dbt's order: on its columns, then on the node. */
export function draftGenericTests(workspace: Workspace, each: Package, owner: TestOwner): Draft[] {
  const { yaml, entry } = owner;
  const isSource = owner.draft.resourceType === 'source';
  const quoteAll = isSource
    ? [yaml, entry.yaml].map((each) => flag(asMap(child(each, 'quoting')), 'column')).find((is) => is !== undefined) ===
      true
    : flag(yaml, 'quote_columns') === true;
  // A source's test has the tags of its source and table too; dbt looks beside `config` only.
  const outer = isSource ? [entry.yaml, yaml].flatMap((each) => textsOf(child(each, 'tags'))) : [];
  const isNested = isSet(workspace.project.root.config.flags, 'require_generic_test_arguments_property', true);
  const columns = listOf(child(yaml, 'columns')).flatMap((column) => {
    const name = scalarText(child(column, 'name'));
    if (name === undefined) return [];
    const isQuoted = flag(asMap(column), 'quote') ?? quoteAll;
    return testSpecs(asMap(column), isQuoted ? quoteName(name) : name, entry, outer, isNested);
  });
  const rendering = renderingOf(workspace, entry);
  return [...columns, ...testSpecs(yaml, undefined, entry, outer, isNested)].flatMap((spec) => {
    if (!('problem' in spec)) return [draftGenericTest(workspace, each, owner, spec, rendering)];
    workspace.report(spec.problem);
    return [];
  });
}

function flag(yaml: YamlMap, key: string): boolean | undefined {
  const value = child(yaml, key);
  return value?.type === 'scalar' && typeof value.value === 'boolean' ? value.value : undefined;
}
