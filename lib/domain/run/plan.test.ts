import { describe, expect, it } from 'vitest';
import type { RunRequest } from '#lib/contracts/run.ts';
import { type FixtureNode, fixture, seed, test, view } from './fixture.ts';
import { planSteps } from './plan.ts';

const everything = (nodes: readonly FixtureNode[]) => () => new Set(nodes.map(({ name }) => name));
const request = (more: Partial<RunRequest> = {}) => ({ command: 'build' as const, select: [], exclude: [], ...more });

function plan(
  nodes: readonly FixtureNode[],
  more: Partial<RunRequest> = {},
  chosen = everything(nodes),
  done: readonly string[] = [],
) {
  const steps = planSteps(fixture(nodes), request(more), chosen, new Set(done));
  return Object.fromEntries(steps.map((step) => [String(step.nodeId), [...step.after].map(String).sort()]));
}

const model = (name: string, after: readonly string[] = []) => view('s', name, 'select 1', after);
const check = (name: string, after: readonly string[]) => test(name, 'select 1', after);

describe('planSteps', () => {
  it('orders steps, and puts the tests of a node before what reads it', () => {
    const nodes = [model('c', ['b']), check('t', ['a']), model('b', ['a']), model('a')];
    expect(plan(nodes)).toEqual({ a: [], t: ['a'], b: ['a', 't'], c: ['b'] });
    expect(Object.keys(plan(nodes))[0]).toBe('a');
  });

  it('holds back only what lies below all the nodes that a test reads', () => {
    // A relationships test between a and its child b must not wait for itself.
    const nodes = [
      model('a'),
      model('b', ['a']),
      check('t', ['a', 'b']),
      model('c', ['b']),
      model('d', ['a']),
      model('e', ['c']),
    ];
    expect(plan(nodes)).toEqual({ a: [], b: ['a'], t: ['a', 'b'], c: ['b', 't'], d: ['a'], e: ['c'] });
  });

  it('leaves out, when only whole ones are wanted, a test that reads what the run does not build', () => {
    const nodes = [model('a'), model('b'), check('half', ['a', 'b']), check('whole', ['a'])];
    const steps = (tests: 'all' | 'whole') =>
      planSteps(fixture(nodes), request({ select: ['a'] }), () => new Set(['a', 'half', 'whole']), new Set(), tests)
        .map(({ nodeId }) => String(nodeId))
        .sort();
    expect(steps('whole')).toEqual(['a', 'whole']);
    expect(steps('all')).toEqual(['a', 'half', 'whole']);
  });

  it('gates the first node below both branches, however far down', () => {
    const nodes = [
      model('l'),
      model('r'),
      model('l2', ['l']),
      model('r2', ['r']),
      model('top', ['l2', 'r2']),
      check('t', ['l', 'r']),
    ];
    expect(plan(nodes)).toMatchObject({ l2: ['l'], r2: ['r'], top: ['l2', 'r2', 't'] });
  });

  it('looks through nodes that are not steps', () => {
    const nodes: FixtureNode[] = [
      model('a'),
      { name: 'e', after: ['a'], work: { type: 'ephemeral', sql: 'select 1' } },
      model('b', ['e']),
      model('c', ['b']),
    ];
    expect(plan(nodes)).toEqual({ a: [], b: ['a'], c: ['b'] });
    expect(plan(nodes, {}, () => new Set(['a', 'c']))).toEqual({ a: [], c: ['a'] });
  });

  it('takes what each command is for', () => {
    const nodes = [seed('s', 'raw', 'a\n1'), model('m', ['raw']), check('t', ['m'])];
    expect(Object.keys(plan(nodes, { command: 'seed' }))).toEqual(['raw']);
    expect(Object.keys(plan(nodes, { command: 'run' }))).toEqual(['m']);
    expect(plan(nodes, { command: 'test' })).toEqual({ t: [] });
    expect(Object.keys(plan(nodes, { command: 'train' }))).toEqual([]);
    expect(Object.keys(plan(nodes, { command: 'train', select: ['+m'] }))).toEqual(['raw', 'm']);
  });

  it('leaves out what succeeded before, and disabled nodes', () => {
    const nodes = [model('a'), model('b', ['a']), check('t', ['a'])];
    expect(plan(nodes, {}, everything(nodes), ['a', 't'])).toEqual({ b: [] });
  });

  it('names the nodes of a circle', () => {
    expect(() => plan([model('a', ['b']), model('b', ['a'])])).toThrow(/a, b/);
  });

  it('plans 1,000 models with 2,000 tests with short lists', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `m${index}`);
    const models = names.map((name, index) => model(name, names.slice(Math.max(0, index - 3), index)));
    const tests = names.flatMap((name, index) => [
      check(`u${index}`, [name]),
      check(`r${index}`, [name, names[(index * 7) % 1_000] ?? name]),
    ]);
    const nodes = [...models, ...tests];
    const steps = planSteps(fixture(nodes), request(), everything(nodes));
    expect(steps).toHaveLength(3_000);
    const place = new Map(steps.map((step, index) => [step.nodeId, index]));
    for (const [index, step] of steps.entries()) for (const id of step.after) expect(place.get(id)).toBeLessThan(index);
    expect(Math.max(...steps.map(({ after }) => after.length))).toBeLessThan(50);
  });
});
