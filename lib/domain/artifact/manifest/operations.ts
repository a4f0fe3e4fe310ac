import { configLayers, mergeLayers } from '../../compile/config/layers.ts';
import { textsIn } from '../../compile/config/read.ts';
import { treeConfigs } from '../../compile/config/tree.ts';
import { runHookTexts } from '../../compile/run-hooks.ts';
import { child, listOf, type Package, scalarText } from '../../project/index.ts';
import { sha256Hex } from './checksum.ts';
import { manifestConfig } from './config.ts';
import type { Writing } from './node.ts';
import type { Json, ManifestNode } from './types.ts';
import { dashed } from './unrendered.ts';

/** `on-run-start` and `on-run-end` hooks, which dbt counts as nodes. */
export function manifestOperations({ parsed, createdAt, texts, isCompiled }: Writing): ManifestNode[] {
  const { project, options } = parsed.workspace;
  const places = new Map(
    [...Map.groupBy(runHookTexts(parsed.workspace), (hook) => hook.when).values()].flatMap((hooks) =>
      hooks.map((hook, place) => [hook.id, place + 1] as const),
    ),
  );
  return [project.root, ...project.packages].flatMap((each) =>
    ['on-run-start', 'on-run-end'].flatMap((when) =>
      hooksOf(each, when).map((sql, index) => {
        const name = `${each.name}-${when}-${index}`;
        const path = `hooks/${name}.sql`;
        const fqn = [each.name, 'hooks', name];
        const config = mergeLayers(configLayers(parsed.workspace, each, 'models', fqn, {}));
        const tags = textsIn(config, 'tags');
        const id = `operation.${each.name}.${name}`;
        return {
          database: options.target.database,
          schema: options.target.schema,
          name,
          resource_type: 'operation',
          package_name: each.name,
          path,
          original_file_path: './dbt_project.yml',
          unique_id: id,
          fqn,
          alias: name,
          checksum: { name: 'sha256', checksum: sha256Hex(sql) },
          config: { ...manifestConfig({ resourceType: 'analysis', config }), tags },
          tags: [when, ...tags],
          description: '',
          columns: {},
          meta: {},
          group: null,
          docs: { show: true, node_color: null },
          patch_path: null,
          build_path: null,
          unrendered_config: Object.assign({}, ...treeConfigs(each.config.trees.models, fqn).map(dashed)),
          created_at: createdAt,
          relation_name: null,
          raw_code: sql,
          doc_blocks: [],
          language: 'sql',
          refs: [],
          sources: [],
          metrics: [],
          functions: [],
          depends_on: { macros: [], nodes: [] },
          compiled_path: `target/compiled/${each.name}/./dbt_project.yml/${path}`,
          ...(isCompiled(id) ? compiledHook(texts.get(id)?.code ?? sql) : {}),
          contract: { enforced: false, alias_types: true, checksum: null },
          // Once a hook ran, dbt counts it among those of all packages.
          index: texts.has(id) ? (places.get(id) ?? index) : index,
        };
      }),
    ),
  );
}

const hooksOf = (each: Package, when: string): string[] =>
  listOf(child(each.config.file.root, when)).flatMap((item) => scalarText(item) ?? []);

/** A hook without Jinja is what it compiles to. */
const compiledHook = (sql: string): Json =>
  !/\{[{%#]/.test(sql) ? { compiled: true, compiled_code: sql, extra_ctes_injected: true, extra_ctes: [] } : {};
