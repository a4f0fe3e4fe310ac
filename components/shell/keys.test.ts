import { expect, test } from 'vitest';
import { chordLabel, isChord, type KeyPress, parseChord } from './keys.ts';

const press = (more: Partial<KeyPress>): KeyPress => ({
  key: 'k',
  code: 'KeyK',
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

test('mod is ⌘ on a Mac and Ctrl elsewhere, and the other one is not taken for it', () => {
  const chord = parseChord('mod+k');
  expect(isChord(press({ metaKey: true }), chord, true)).toBe(true);
  expect(isChord(press({ ctrlKey: true }), chord, true)).toBe(false);
  expect(isChord(press({ ctrlKey: true }), chord, false)).toBe(true);
  expect(isChord(press({ ctrlKey: true, shiftKey: true }), chord, false)).toBe(false);
});

test('a letter that ⌥ changes is found by its place', () => {
  expect(isChord(press({ key: '∫', code: 'KeyB', metaKey: true, altKey: true }), parseChord('mod+alt+b'), true)).toBe(
    true,
  );
});

test('labels are written as each system writes them', () => {
  expect(chordLabel('mod+shift+enter', true)).toBe('⇧⌘↵');
  expect(chordLabel('mod+shift+enter', false)).toBe('Ctrl Shift ↵');
  expect(chordLabel('f12', true)).toBe('F12');
});
