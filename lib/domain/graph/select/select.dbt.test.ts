import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runDbt, writeDbtProject } from '#lib/testing/dbt/run-dbt.ts';
import { projectFiles, TARGET } from '../../compile/fixture.ts';
import { createCompiler, passingNode } from '../../compile/index.ts';
import { INDIRECT_SELECTIONS, type SelectionRequest, selectNodes, toGraph } from '../index.ts';
import { SELECTION_PROJECT } from './fixture.ts';

const compiler = createCompiler({ target: TARGET }, projectFiles(SELECTION_PROJECT));
const project = toGraph(compiler.compilation());
const analyses = compiler.parsed().analyses.map(({ resolved }) => passingNode(resolved));
const graph = { ...project, nodes: [...project.nodes, ...analyses] };

const SELECTIONS: readonly string[] = [
  'stg_orders',
  '+orders',
  '1+joined',
  '2+joined',
  'stg_orders+',
  'stg_orders+1',
  '@stg_events',
  '1+total+2',
  'orders.v1',
  'orders_v1',
  'orders.v1+',
  'tag:nightly',
  'tag:*',
  'tag:b*',
  'tag:outside+',
  'path:models/marts',
  'path:models/*/stg_*.sql',
  'path:models/**/eph.sql',
  'path:models/staging',
  'models/staging/',
  './models/marts',
  'path:models/schema.yml',
  'stg_orders.sql',
  'file:stg_*',
  'file:schema.yml',
  'staging',
  'shop.staging.*',
  'shop.*.eph',
  'staging.deep',
  'staging.d*',
  '*orders',
  'st[ag]*',
  'st[!a]*',
  'stg_?????s',
  'config.materialized:table',
  'config.meta.owner:ann',
  'config.meta.team.name:core',
  'config.meta.topics:time',
  'config.meta.team:name',
  'config.persist_docs.relation:true',
  'config.enabled:True',
  'config.severity:warn',
  'config.severity:ERROR',
  'config.schema:x',
  'config.alias:grand',
  'config.on_schema_change:ignore',
  'config.tags:slow',
  'config.group:finance',
  'resource_type:test',
  'resource_type:model',
  'resource_type:source',
  'resource_type:exposure',
  'test_type:generic',
  'test_type:singular',
  'test_type:data',
  'test_type:schema',
  'test_name:not_null',
  'test_name:rel*',
  'source:raw',
  'source:raw.events',
  'source:shop.raw.e*',
  'source:*',
  'exposure:dash',
  '+exposure:*',
  'exposure:shop.dash',
  'metric:order_*',
  '+metric:shop.twice',
  'semantic_model:events+',
  'saved_query:daily',
  '+saved_query:*',
  'resource_type:metric',
  'resource_type:semantic_model',
  'resource_type:saved_query',
  'stg_events+',
  'tag:kpi',
  'package:this',
  'package:sh*',
  'group:finance',
  'group:f*',
  'access:public',
  'access:protected',
  'version:latest',
  'version:prerelease',
  'version:old',
  'version:none',
  'stg_orders,tag:nightly',
  '+joined,path:models/staging',
  'stg_orders total',
  'tag:all,+joined total',
  'off',
  'nosuch',
  'dash',
  'joined,stg_events+',
];

const requests: readonly SelectionRequest[] = [
  {},
  ...SELECTIONS.map((text) => ({ select: [text] })),
  ...['total', 'tag:slow', 'test_type:data', '+joined', 'resource_type:source'].map((text) => ({ exclude: [text] })),
  { select: ['+joined', 'tag:all'], exclude: ['total+', 'source:raw'] },
  ...INDIRECT_SELECTIONS.flatMap((indirect) =>
    ['stg_orders', 'orders', 'stg_orders orders', '+orders', 'eph+', 'stg_events joined'].map((text) => ({
      select: [text],
      indirect,
    })),
  ),
  { select: ['tag:all'], exclude: ['stg_orders'], indirect: 'cautious' },
  ...['nightly', 'money', 'inherited', 'careful', 'short', 'without'].map((selector) => ({ selector })),
  { select: ['+joined'], resourceTypes: ['model', 'test'] },
  { resourceTypes: ['analysis'] },
  { select: ['+look', 'total+'], resourceTypes: ['all'] },
  { select: ['path:analyses'], resourceTypes: ['analysis', 'model'] },
  { select: ['+joined'], excludeResourceTypes: ['test'] },
];

function commandOf(request: SelectionRequest): string[] {
  const flag = (name: string, values: readonly string[] = []) => (values.length > 0 ? [name, ...values] : []);
  return [
    'ls',
    '--output',
    'json',
    '--output-keys',
    'unique_id',
    ...flag('--select', request.select),
    ...flag('--exclude', request.exclude),
    ...(request.selector === undefined ? [] : ['--selector', request.selector]),
    ...(request.indirect === undefined ? [] : ['--indirect-selection', request.indirect]),
    ...(request.resourceTypes ?? []).flatMap((type) => ['--resource-type', type]),
    ...(request.excludeResourceTypes ?? []).flatMap((type) => ['--exclude-resource-type', type]),
  ];
}

/** As dbt, `ls` tells of analyses where their type is asked for. */
const isListed = (id: string, { resourceTypes = [] }: SelectionRequest): boolean =>
  !id.startsWith('analysis.') || resourceTypes.some((type) => type === 'analysis' || type === 'all');

it('selects what dbt selects', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insitu-select-'));
  try {
    writeDbtProject(folder, SELECTION_PROJECT, { url: 'postgresql://postgres@localhost:1/none', schema: 'main' });
    const [, ...outcomes] = await runDbt(folder, [['parse'], ...requests.map(commandOf)]);
    for (const [index, request] of requests.entries()) {
      const outcome = outcomes[index];
      expect(outcome?.error, JSON.stringify(request)).toBe('');
      const theirs = (outcome?.lines ?? []).map((line) => String(JSON.parse(line).unique_id));
      const own = [...selectNodes(graph, request).ids].filter((id) => isListed(id, request));
      expect(own.sort(), JSON.stringify(request)).toEqual(theirs.sort());
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
