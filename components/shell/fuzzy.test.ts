import { expect, test } from 'vitest';
import { fuzzyFind, fuzzyScore } from './fuzzy.ts';

test('letters must come in order', () => {
  expect(fuzzyScore('cgf', 'fct_congestion')).toBeNull();
  expect(fuzzyScore('fcong', 'fct_congestion')).not.toBeNull();
});

test('a word found whole stands above scattered letters, its beginning above its middle', () => {
  const names = ['stg_weather_regional', 'int_regime', 'regime_daily', 'r_e_g'];
  expect(fuzzyFind('reg', names, (name) => name, 3)).toEqual(['regime_daily', 'int_regime', 'stg_weather_regional']);
});

test('nothing typed keeps the order', () => {
  expect(fuzzyFind(' ', ['b', 'a'], (name) => name, 5)).toEqual(['b', 'a']);
});
