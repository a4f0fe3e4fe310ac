import { describe, expect, test } from 'vitest';
import { graphNode, type ProjectGraph } from '#lib/contracts/graph.ts';
import { countStatuses, findNodes, isDimmed, NO_FILTER, toggled } from './find.ts';
import { type Box, layoutFolders, layoutKey, layoutPlain } from './layout.ts';
import { drawnGraph, neighbourhood, nodeOfFile, subgraph, testsOf } from './near.ts';
import { walk } from './walk.ts';

const make = (id: string, folder: string, up: string[] = [], more: Record<string, unknown> = {}) =>
  graphNode.parse({
    id,
    kind: 'model',
    name: id,
    path: `${folder}/${id}.sql`,
    folder,
    materialized: 'table',
    description: '',
    tags: [],
    columns: [],
    dependsOn: up,
    enabled: true,
    checksum: 'c',
    ...more,
  });
const graph: ProjectGraph = {
  projectName: 'p',
  problems: [],
  nodes: [
    make('src', 'sources', [], { kind: 'source' }),
    make('stg_a', 'models/staging', ['src'], { columns: [{ name: 'carrier', tests: [] }] }),
    make('stg_b', 'models/staging', ['src']),
    make('int', 'models/int', ['stg_a', 'stg_b']),
    make('fct', 'models/int', ['int']),
    make('learn', 'models/training', ['fct'], { kind: 'train', materialized: 'model' }),
    make('not_null_a', 'models/staging', ['stg_a'], { kind: 'test', path: 'models/staging/s.yml', tests: 'stg_a' }),
  ],
};
const drawn = drawnGraph(graph);
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('layout', () => {
  const layout = layoutFolders(drawn);
  test('every edge runs to the right, in a folder as between folders', () => {
    for (const node of drawn.nodes) {
      for (const up of node.dependsOn) {
        expect(layout.nodes.get(up)?.x).toBeLessThan(layout.nodes.get(node.id)?.x ?? Number.NEGATIVE_INFINITY);
      }
    }
  });
  test('nothing lies on anything, and each node lies in its folder', () => {
    const boxes = [...layout.nodes.values()];
    expect(boxes).toHaveLength(drawn.nodes.length);
    for (const [at, box] of boxes.entries())
      for (const other of boxes.slice(at + 1)) expect(overlap(box, other)).toBe(false);
    for (const node of drawn.nodes) {
      const [box, group] = [layout.nodes.get(node.id), layout.groups.find(({ folder }) => folder === node.folder)];
      expect(box && group && box.x >= group.x && box.y + box.height <= group.y + group.height).toBe(true);
    }
  });
  test('5,000 nodes in well under a second', () => {
    const many = Array.from({ length: 5000 }, (_, at) =>
      make(`n${at}`, `models/f${Math.floor(at / 100)}`, at < 100 ? [] : [`n${at - 100}`, `n${at - 73}`]),
    );
    // Processor time: a machine that is busy elsewhere is no slower layout.
    const started = process.cpuUsage();
    expect(layoutFolders({ projectName: 'p', nodes: many, problems: [] }).nodes.size).toBe(5000);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1500);
  }, 60_000);
  test('sources stand together, whatever folder their YAML is in', () => {
    const source = { ...make('source.p.nyc.t', 'models/staging'), kind: 'source' as const };
    const { groups } = layoutFolders({ projectName: 'p', problems: [], nodes: [source, make('m', 'models/staging')] });
    expect(groups.map(({ folder }) => folder).sort()).toEqual(['models/staging', 'sources/nyc']);
  });

  test('folders that read each other and an empty graph', () => {
    const knot = [make('a', 'x', []), make('b', 'y', ['a']), make('c', 'x', ['b'])];
    expect(layoutFolders({ projectName: 'p', nodes: knot, problems: [] }).groups).toHaveLength(2);
    expect(layoutFolders({ projectName: 'p', nodes: [], problems: [] }).nodes.size).toBe(0);
  });
  test('the narrow one flows down', () => {
    const down = layoutPlain(drawn, 'TB');
    expect(down.nodes.get('src')?.y).toBeLessThan(down.nodes.get('stg_a')?.y ?? 0);
  });
  test('the key holds still while texts change', () => {
    const edited = { ...drawn, nodes: drawn.nodes.map((node) => ({ ...node, checksum: 'other' })) };
    expect(layoutKey(edited)).toBe(layoutKey(drawn));
  });
});

describe('neighbourhood', () => {
  test('two up, one down, signed', () => {
    expect(Object.fromEntries(neighbourhood(drawn, 'int', 2, 1))).toEqual({
      int: 0,
      stg_a: -1,
      stg_b: -1,
      src: -2,
      fct: 1,
    });
    expect(neighbourhood(drawn, 'nobody', 2, 2).size).toBe(0);
  });
  test('a column test is not drawn, it is counted on its node', () => {
    expect(drawn.nodes.some(({ id }) => id === 'not_null_a')).toBe(false);
    expect(testsOf(graph, 'stg_a').map(({ id }) => id)).toEqual(['not_null_a']);
  });
  test('a file is about the node it defines, a YAML file about what it describes or tests', () => {
    const described = {
      ...graph,
      nodes: graph.nodes.map((n) => (n.id === 'fct' ? { ...n, patchPath: 'm/f.yml' } : n)),
    };
    expect(nodeOfFile(graph, 'models/int/int.sql')?.id).toBe('int');
    expect(nodeOfFile(described, 'm/f.yml')?.id).toBe('fct');
    expect(nodeOfFile(graph, 'models/staging/s.yml')?.id).toBe('stg_a');
    expect(nodeOfFile(graph, 'README.md')).toBeUndefined();
  });
  test('a part drops edges to what is not in it', () => {
    expect(subgraph(drawn, new Set(['int', 'fct'])).nodes.map(({ dependsOn }) => dependsOn)).toEqual([[], ['int']]);
  });
});

describe('walking by arrows', () => {
  const { nodes } = layoutFolders(drawn);
  test('right and left follow edges', () => {
    expect(walk(drawn, nodes, 'stg_b', 'right')).toBe('int');
    expect(walk(drawn, nodes, 'learn', 'left')).toBe('fct');
    expect(walk(drawn, nodes, 'learn', 'right')).toBeUndefined();
  });
  test('down and up stay in the column', () => {
    const [first, second] = ['stg_a', 'stg_b'];
    expect(walk(drawn, nodes, first, 'down')).toBe(second);
    expect(walk(drawn, nodes, second, 'up')).toBe(first);
    expect(walk(drawn, nodes, second, 'down')).toBeUndefined();
  });
  test('in the narrow panel down follows edges', () =>
    expect(walk(drawn, layoutPlain(drawn, 'TB').nodes, 'int', 'down', 'down')).toBe('fct'));
});

describe('finding and filtering', () => {
  test('names first, then columns', () => {
    expect(findNodes(drawn, 'st').map(({ id }) => id)).toEqual(['stg_a', 'stg_b']);
    expect(findNodes(drawn, 'carr')).toMatchObject([{ id: 'stg_a', column: 'carrier' }]);
    expect(findNodes(drawn, ' ')).toEqual([]);
  });
  test('no filter dims nothing; a kind dims the others', () => {
    const [source, staging] = drawn.nodes;
    if (!source || !staging) throw new Error('fixture');
    expect(isDimmed(NO_FILTER, staging, undefined)).toBe(false);
    const only = { ...NO_FILTER, kinds: toggled(NO_FILTER.kinds, 'source' as const) };
    expect([isDimmed(only, source, undefined), isDimmed(only, staging, undefined)]).toEqual([false, true]);
  });
  test('trouble is counted first', () =>
    expect(
      countStatuses([
        { id: 'a', status: 'fresh', reason: '' },
        { id: 'b', status: 'failed', reason: '' },
        { id: 'c', status: 'fresh', reason: '' },
      ]),
    ).toEqual([
      ['failed', 1],
      ['fresh', 2],
    ]));
});
