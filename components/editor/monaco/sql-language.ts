import type { languages as Languages } from 'monaco-editor/editor/editor.api.js';
import { SQL_KEYWORDS, SQL_TYPES } from '../text/sql-words.ts';

/** The language of `.sql` files: PostgreSQL's SQL with Jinja in it. */
export const SQL = 'insitu-sql';

export function registerSql(languages: typeof Languages): void {
  languages.register({ id: SQL, extensions: ['.sql'] });
  languages.setLanguageConfiguration(SQL, CONFIGURATION);
  languages.setMonarchTokensProvider(SQL, TOKENS);
}

const CONFIGURATION: Languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
  ],
  // Jinja's braces are its delimiters, not a nest: no rainbow over them.
  colorizedBracketPairs: [],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: '{', close: '}' },
    { open: '{{ ', close: ' }}' },
    { open: '{% ', close: ' %}' },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: "'", close: "'" },
    { open: '"', close: '"' },
    { open: '{', close: '}' },
  ],
  indentationRules: {
    increaseIndentPattern: /(\($)|(\{%-?\s*(?:if|for|macro|else|elif|set\s+\w+\s*-?%)[^%]*%\}\s*$)/,
    decreaseIndentPattern: /^\s*(\)|\{%-?\s*(?:end\w+|else|elif))/,
  },
};

const TOKENS: Languages.IMonarchLanguage = {
  defaultToken: '',
  ignoreCase: true,
  keywords: [...SQL_KEYWORDS],
  types: [...SQL_TYPES],
  jinjaWords:
    'set if elif else endif for endfor in is not and or macro endmacro call endcall filter endfilter block endblock do import from include test endtest snapshot endsnapshot materialization endmaterialization raw endraw true false none'.split(
      ' ',
    ),
  tokenizer: {
    root: [{ include: '@jinja' }, { include: '@sql' }],
    sql: [
      [/--.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/e?'/, 'string', '@string'],
      [/"/, 'identifier', '@quoted'],
      [/\$(\w*)\$/, { token: 'string', next: '@dollar.$1' }],
      [/\b\d[\d_]*(\.\d+)?(e[+-]?\d+)?\b/, 'number'],
      [/[a-z_][\w$]*(?=\s*\()/, { cases: { '@keywords': 'keyword', '@types': 'type', '@default': 'function' } }],
      [/[a-z_][\w$]*/, { cases: { '@keywords': 'keyword', '@types': 'type', '@default': 'identifier' } }],
      [/[()[\],;.:=<>!+\-*/%|&~^@#?{}]/, 'delimiter'],
    ],
    comment: [
      [/[^*/]+/, 'comment'],
      [/\*\//, 'comment', '@pop'],
      [/[*/]/, 'comment'],
    ],
    string: [{ include: '@jinja' }, [/''/, 'string'], [/'/, 'string', '@pop'], [/[^'{]+/, 'string'], [/\{/, 'string']],
    quoted: [
      { include: '@jinja' },
      [/""/, 'identifier'],
      [/"/, 'identifier', '@pop'],
      [/[^"{]+/, 'identifier'],
      [/\{/, 'identifier'],
    ],
    dollar: [
      { include: '@jinja' },
      [/\$(\w*)\$/, { cases: { '$1==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
      [/[^${]+/, 'string'],
      [/[${]/, 'string'],
    ],
    jinja: [
      [/\{#/, 'comment', '@jinjaComment'],
      [/\{\{-?/, 'delimiter.jinja', '@expression'],
      [/\{%-?/, 'delimiter.jinja', '@statement'],
    ],
    jinjaComment: [
      [/[^#]+/, 'comment'],
      [/#\}/, 'comment', '@pop'],
      [/#/, 'comment'],
    ],
    expression: [[/-?\}\}/, 'delimiter.jinja', '@pop'], { include: '@inside' }],
    statement: [[/-?%\}/, 'delimiter.jinja', '@pop'], { include: '@inside' }],
    inside: [
      [/'(?:[^'\\]|\\.)*'?/, 'string'],
      [/"(?:[^"\\]|\\.)*"?/, 'string'],
      [/\d+(\.\d+)?/, 'number'],
      [/[a-z_]\w*(?=\s*\()/, { cases: { '@jinjaWords': 'keyword.jinja', '@default': 'function.jinja' } }],
      [/[a-z_]\w*/, { cases: { '@jinjaWords': 'keyword.jinja', '@default': 'identifier' } }],
      [/\s+/, ''],
      [/./, 'delimiter'],
    ],
  },
};
