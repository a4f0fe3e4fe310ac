import { describe, expect, test } from 'vitest';
import * as format from './format.ts';

describe('numbers carry unit and a steady width', () => {
  test('counts are grouped', () => expect(format.formatCount(336776)).toBe('336,776'));
  test('a count of one has no plural', () => {
    expect(format.formatCounted(1, 'version')).toBe('1 version');
    expect(format.formatCounted(336776, 'row')).toBe('336,776 rows');
  });
  test('short numbers keep three figures', () => {
    expect(format.formatShort(1_420_000)).toBe('1.42 M');
    expect(format.formatShort(76_849)).toBe('76.8 k');
    expect(format.formatShort(9_999)).toBe('9,999');
    expect(format.formatShort(2.5)).toBe('2.5');
  });
  test('durations change form at a minute', () => {
    expect(format.formatDuration(12.4)).toBe('12 ms');
    expect(format.formatDuration(340)).toBe('0.3 s');
    expect(format.formatDuration(59_900)).toBe('59.9 s');
    expect(format.formatDuration(281_000)).toBe('4:41');
    expect(format.formatDuration(3_729_000)).toBe('1:02:09');
    expect(format.formatClock(-5)).toBe('0:00');
  });
  test('bytes are decimal', () => {
    expect(format.formatBytes(236_000_000)).toBe('236 MB');
    expect(format.formatBytes(1_400_000_000)).toBe('1.4 GB');
    expect(format.formatBytes(999)).toBe('999 B');
  });
  test('a share of nothing is a word and a tiny one is not zero', () => {
    expect(format.formatShare(0)).toBe('none');
    expect(format.formatShare(0.0004)).toBe('< 0.1 %');
    expect(format.formatShare(0.102)).toBe('10.2 %');
  });
  test('scores line up, differences carry a sign', () => {
    expect(format.formatScore(0.7365)).toBe('0.7365');
    expect(format.formatScore(0.7367, 3)).toBe('0.737');
    expect(format.formatScore(14.2)).toBe('14.20');
    expect(format.formatSigned(0.0037)).toBe('+0.0037');
    expect(format.formatSigned(-0.109)).toBe('\u22120.1090');
  });
  test('ago', () => {
    const now = Date.parse('2026-01-02T12:00:00Z');
    expect(format.formatAgo('2026-01-02T11:56:00Z', now)).toBe('4 min ago');
    expect(format.formatAgo('2026-01-02T09:00:00Z', now)).toBe('3 h ago');
    expect(format.formatAgo('nonsense', now)).toBe('');
  });
  test('metrics are written as people write them', () => {
    expect(format.metricLabel('roc_auc')).toBe('ROC AUC');
    expect(format.metricLabel('my_metric')).toBe('my metric');
  });
});
