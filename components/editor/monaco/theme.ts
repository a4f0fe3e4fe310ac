import { sixDigits } from './hex.ts';
import type { Monaco } from './load.ts';

const RULES: readonly (readonly [token: string, variable: string, style?: string])[] = [
  ['', '--text-1'],
  ['identifier', '--text-1'],
  ['keyword', '--syn-kw'],
  ['function', '--syn-fn'],
  ['predefined', '--syn-fn'],
  ['type', '--syn-type'],
  ['string', '--syn-str'],
  ['string.escape', '--syn-num'],
  ['number', '--syn-num'],
  ['comment', '--syn-com', 'italic'],
  ['delimiter', '--text-2'],
  ['operator', '--text-2'],
  ['delimiter.jinja', '--syn-jinja'],
  ['function.jinja', '--syn-jinja'],
  ['keyword.jinja', '--syn-jinja-kw'],
  ['tag', '--syn-kw'],
  ['type.yaml', '--syn-kw'],
  ['key', '--syn-kw'],
];

const COLOURS: Readonly<Record<string, string>> = {
  'editor.background': '--surface-1',
  'editor.foreground': '--text-1',
  'editor.lineHighlightBackground': '--surface-2',
  'editorLineNumber.foreground': '--text-3',
  'editorLineNumber.activeForeground': '--text-1',
  'editorCursor.foreground': '--accent',
  'editorWidget.background': '--surface-2',
  'editorWidget.foreground': '--text-1',
  'editorWidget.border': '--border-2',
  'editorSuggestWidget.background': '--surface-2',
  'editorSuggestWidget.border': '--border-2',
  'editorSuggestWidget.foreground': '--text-1',
  'editorSuggestWidget.selectedBackground': '--accent-wash',
  'editorSuggestWidget.selectedForeground': '--text-1',
  'editorSuggestWidget.highlightForeground': '--accent',
  'editorSuggestWidget.focusHighlightForeground': '--accent',
  'editorHoverWidget.background': '--surface-2',
  'editorHoverWidget.border': '--border-2',
  'editorHoverWidget.foreground': '--text-1',
  'editorError.foreground': '--bad',
  'editorWarning.foreground': '--warn',
  'editorInfo.foreground': '--running',
  'editorOverviewRuler.errorForeground': '--bad',
  'editorOverviewRuler.warningForeground': '--warn',
  'editorOverviewRuler.border': '--border',
  'editorBracketMatch.border': '--text-4',
  // One colour for brackets of every depth: colours in a text are for what the words are.
  'editorBracketHighlight.foreground1': '--text-2',
  'editorBracketHighlight.foreground2': '--text-2',
  'editorBracketHighlight.foreground3': '--text-2',
  'editorBracketHighlight.unexpectedBracket.foreground': '--bad',
  'peekView.border': '--border-2',
  'peekViewEditor.background': '--surface-1',
  'peekViewEditorGutter.background': '--surface-1',
  'peekViewResult.background': '--surface-2',
  'peekViewResult.fileForeground': '--text-1',
  'peekViewResult.lineForeground': '--text-2',
  'peekViewResult.selectionBackground': '--accent-wash',
  'peekViewResult.selectionForeground': '--text-1',
  'peekViewTitle.background': '--surface-2',
  'peekViewTitleLabel.foreground': '--text-1',
  'peekViewTitleDescription.foreground': '--text-2',
  'input.background': '--surface-1',
  'input.border': '--border-2',
  'input.foreground': '--text-1',
  'menu.background': '--surface-2',
  'menu.foreground': '--text-1',
  'menu.selectionBackground': '--accent-wash',
  'menu.selectionForeground': '--text-1',
  focusBorder: '--accent',
  'list.hoverBackground': '--surface-3',
  'list.focusBackground': '--accent-wash',
  'list.highlightForeground': '--accent',
  'textLink.foreground': '--accent',
  'textCodeBlock.background': '--surface-3',
  descriptionForeground: '--text-2',
  'diffEditor.insertedLineBackground': '--add-wash',
  'diffEditor.insertedTextBackground': '--add-mark',
  'diffEditor.removedLineBackground': '--del-wash',
  'diffEditor.removedTextBackground': '--del-mark',
  'diffEditor.border': '--border',
  'diffEditor.diagonalFill': '--border',
  'diffEditor.unchangedRegionBackground': '--surface-2',
  'diffEditor.unchangedRegionForeground': '--text-3',
};

/** Two digits behind a colour: how much of it is seen. */
const WASHED: Readonly<Record<string, readonly [variable: string, alpha: string]>> = {
  'editor.selectionBackground': ['--accent', '3d'],
  'editor.inactiveSelectionBackground': ['--accent', '24'],
  'editor.wordHighlightBackground': ['--text-3', '2e'],
  'editor.wordHighlightStrongBackground': ['--text-3', '2e'],
  'editor.findMatchBackground': ['--warn', '5c'],
  'peekViewEditor.matchHighlightBackground': ['--accent', '3d'],
  'peekViewResult.matchHighlightBackground': ['--accent', '3d'],
  'editor.findMatchHighlightBackground': ['--warn', '33'],
  'editorBracketMatch.background': ['--text-3', '1f'],
  'scrollbarSlider.background': ['--text-4', '66'],
  'scrollbarSlider.hoverBackground': ['--text-4', '99'],
  'scrollbarSlider.activeBackground': ['--text-4', 'cc'],
};

/** Gives Monaco the page's colours as they are now; called again when the theme changes. */
export function applyTheme({ editor }: Monaco, shown: 'dark' | 'light'): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (variable: string): string => sixDigits(style.getPropertyValue(variable).trim());
  const colors = Object.fromEntries(Object.entries(COLOURS).map(([name, variable]) => [name, colour(variable)]));
  for (const [name, [variable, alpha]] of Object.entries(WASHED)) colors[name] = `${colour(variable)}${alpha}`;
  colors['widget.shadow'] = '#00000000';
  colors['editor.lineHighlightBorder'] = '#00000000';
  colors['scrollbar.shadow'] = '#00000000';
  editor.defineTheme(`insitu-${shown}`, {
    base: shown === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: RULES.map(([token, variable, fontStyle]) => ({
      token,
      foreground: colour(variable).slice(1),
      ...(fontStyle ? { fontStyle } : {}),
    })),
    colors,
  });
  editor.setTheme(`insitu-${shown}`);
}
