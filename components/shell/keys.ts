/** Keys are written `mod+shift+enter`; `mod` is ⌘ on a Mac and Ctrl elsewhere. */

export interface Chord {
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** What of a keyboard event is compared. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>;

export function parseChord(text: string): Chord {
  const parts = text.toLowerCase().split('+');
  return {
    key: parts.at(-1) ?? '',
    mod: parts.includes('mod'),
    shift: parts.includes('shift'),
    alt: parts.includes('alt'),
  };
}

/** Whether `press` is the chord. With Alt a Mac gives another letter (⌥B is ∫), so letters go by their place. */
export function isChord(press: KeyPress, chord: Chord, mac: boolean): boolean {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (mod !== chord.mod || other || press.shiftKey !== chord.shift || press.altKey !== chord.alt) return false;
  return press.key.toLowerCase() === chord.key || press.code.toLowerCase() === `key${chord.key}`;
}

const MAC_NAMES: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↵', escape: 'Esc' };
const PC_NAMES: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  enter: '↵',
  escape: 'Esc',
};

/** `mod+shift+enter` → `⇧⌘↵` or `Ctrl Shift ↵`. */
export function chordLabel(text: string, mac: boolean): string {
  const parts = text.toLowerCase().split('+');
  const names = mac ? MAC_NAMES : PC_NAMES;
  const shown = parts.map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : capital(part)));
  if (!mac) return shown.join(' ');
  const order = ['⌥', '⇧', '⌘'];
  return [...order.filter((sign) => shown.includes(sign)), ...shown.filter((sign) => !order.includes(sign))].join('');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
