import { describe, expect, it } from 'vitest';
import { createCompiler } from './compiler.ts';
import { projectFiles, TARGET } from './fixture.ts';

describe('origin of a node', () => {
  it('tells its entry, what it sets itself, and the macros it calls itself', () => {
    const files = projectFiles({
      'macros/m.sql': '{% macro inner() %}1{% endmacro %}{% macro outer() %}{{ inner() }}{% endmacro %}',
      'models/a.sql': "{{ config(tags=['x']) }} select {{ outer() }} as id",
      'models/s.yml': 'models: [{name: a, columns: [{name: id, data_tests: [{accepted_values: {values: [1]}}]}]}]',
    });
    const { nodes } = createCompiler({ target: TARGET }, files).parsed();
    const origin = nodes.get('model.shop.a')?.draft.origin;
    expect(origin?.macros).toEqual(['macro.shop.outer']);
    expect(origin?.inline).toEqual({ tags: ['x'] });
    expect(origin?.entry?.path).toBe('models/s.yml');
    const test = [...nodes.values()].find(({ draft }) => draft.resourceType === 'test');
    expect(test?.draft.origin?.macros).toContain('macro.dbt.test_accepted_values');
  });
});
