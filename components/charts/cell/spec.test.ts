import { expect, test } from 'vitest';
import { chartOf } from './spec.ts';

const echarts = (option: unknown) =>
  chartOf({ mime: 'application/vnd.echarts+json', data: JSON.stringify(option) })?.spec;

test('a chart is known by its mime, and only a JSON object is one', () => {
  const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', mark: 'bar' };
  expect(chartOf({ mime: 'application/vnd.vegalite.v5+json', data: JSON.stringify(spec) })).toEqual({
    language: 'vega',
    spec,
  });
  expect(chartOf({ mime: 'application/vnd.vegalite.v5+json', data: '{"mark":' })).toBeUndefined();
  expect(chartOf({ mime: 'application/vnd.echarts+json', data: '[1]' })).toBeUndefined();
  expect(chartOf({ mime: 'text/plain', data: '{}' })).toBeUndefined();
});

test('an ECharts option keeps what it draws and loses what leads out of the picture', () => {
  const option = {
    title: { text: 'Delay', link: 'https://elsewhere.example' },
    toolbox: { feature: { dataView: {} } },
    tooltip: { trigger: 'axis', renderMode: 'html', formatter: '<img src=x>' },
    series: [{ type: 'treemap', data: [{ name: 'a', value: 1, link: 'https://elsewhere.example' }] }],
  };
  expect(echarts(option)).toEqual({
    title: { text: 'Delay' },
    tooltip: { trigger: 'axis', renderMode: 'richText', formatter: '<img src=x>' },
    series: [{ type: 'treemap', data: [{ name: 'a', value: 1 }] }],
  });
  expect(echarts({ series: [] })).toEqual({ series: [], tooltip: { renderMode: 'richText' } });
});
