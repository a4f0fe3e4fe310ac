import { expect, test } from 'vitest';
import { closeTab, keepTabs, NO_TABS, openTab, renameTabs, stepTab } from './tabs.ts';

test('a click previews, the next click takes its place, a double click keeps', () => {
  let tabs = openTab(NO_TABS, 'a', false);
  tabs = openTab(tabs, 'b', false);
  expect(tabs).toEqual({ open: ['b'], current: 'b', preview: 'b' });
  tabs = openTab(tabs, 'b', true);
  tabs = openTab(tabs, 'c', false);
  expect(tabs.open).toEqual(['b', 'c']);
});

test('a new tab stands beside the one it was opened from', () => {
  const tabs = { open: ['a', 'b', 'c'], current: 'a' };
  expect(openTab(tabs, 'x', true).open).toEqual(['a', 'x', 'b', 'c']);
});

test('closing the shown tab shows its neighbour, closing another changes nothing shown', () => {
  const tabs = { open: ['a', 'b', 'c'], current: 'b' };
  expect(closeTab(tabs, 'b').current).toBe('c');
  expect(closeTab({ ...tabs, current: 'c' }, 'c').current).toBe('b');
  expect(closeTab(tabs, 'a').current).toBe('b');
  expect(closeTab({ open: ['a'], current: 'a' }, 'a').current).toBeUndefined();
});

test('files that went take their tabs along, renamed ones keep theirs', () => {
  expect(keepTabs({ open: ['a', 'b'], current: 'b' }, (path) => path === 'a')).toEqual({
    open: ['a'],
    current: 'a',
    preview: undefined,
  });
  expect(renameTabs({ open: ['a', 'b'], current: 'a', preview: 'a' }, (path) => (path === 'a' ? 'z' : path))).toEqual({
    open: ['z', 'b'],
    current: 'z',
    preview: 'z',
  });
});

test('stepping goes round', () => {
  const tabs = { open: ['a', 'b', 'c'], current: 'c' };
  expect(stepTab(tabs, 1).current).toBe('a');
  expect(stepTab({ ...tabs, current: 'a' }, -1).current).toBe('c');
});
