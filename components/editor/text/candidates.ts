import { shortType } from '#components/results/short-type.ts';
import { isDescribed } from '#lib/contracts/graph.ts';
import { columnsBehind, columnsInScope, type Known, type KnownColumn } from './columns.ts';
import type { CompletionContext } from './completion-context.ts';
import { macroNames } from './references.ts';
import { scopeOf } from './scope.ts';
import { SQL_FUNCTIONS, SQL_KEYWORDS, SQL_TYPES } from './sql-words.ts';

/** One offer of completion, before it is Monaco's. */
export interface Candidate {
  readonly label: string;
  readonly kind: 'node' | 'source' | 'udf' | 'column' | 'macro' | 'keyword' | 'function' | 'type' | 'alias' | 'value';
  /** Kind or type, at the right. */
  readonly detail?: string;
  readonly text?: string;
  /** What is put in has stops in the way of snippets: `$1`. */
  readonly snippet?: boolean;
  readonly documentation?: string;
  /** Order of groups: lower comes first. */
  readonly rank: number;
}

export interface CandidateInput extends Known {
  readonly text: string;
  readonly files: readonly (readonly [path: string, text: string])[];
}

const MATERIALIZED = ['view', 'table', 'incremental', 'ephemeral', 'materialized_view', 'model', 'prediction'];
const JINJA: readonly (readonly [label: string, text: string, detail: string])[] = [
  ['ref', "ref('$1')", 'a node'],
  ['source', "source('$1', '$2')", 'a table of the database'],
  ['function', "function('$1')", 'a UDF'],
  ['config', 'config($1)', 'how it is built'],
  ['var', "var('$1')", 'a variable'],
  ['this', 'this', 'this relation'],
  ['is_incremental', 'is_incremental()', 'true in a later run'],
  ['target', 'target', 'where it is built'],
];
const STATEMENTS: readonly (readonly [string, string])[] = [
  ['if', 'if $1 %}\n$0\n{% endif'],
  ['for', 'for $1 in $2 %}\n$0\n{% endfor'],
  ['set', 'set $1 = $2'],
  ['else', 'else'],
  ['elif', 'elif $1'],
  ['endif', 'endif'],
  ['endfor', 'endfor'],
  ['macro', 'macro $1($2) %}\n$0\n{% endmacro'],
];

/** What fits a context, from the live graph, the catalogue and the file itself. */
export function candidates(context: CompletionContext, input: CandidateInput): Candidate[] {
  const nodes = input.graph?.nodes ?? [];
  switch (context.kind) {
    case 'none':
      return [];
    case 'ref':
      return nodes
        .filter(
          ({ kind, path }) => !['source', 'test', 'udf'].includes(kind) && !isDescribed(kind) && path !== input.path,
        )
        .map((node) => ({
          label: node.name,
          kind: 'node',
          detail: node.kind,
          documentation: node.description,
          rank: 0,
        }));
    case 'source':
      return [...new Set(nodes.flatMap(({ id, kind }) => (kind === 'source' ? (id.split('.').at(-2) ?? []) : [])))].map(
        (label) => ({ label, kind: 'source', detail: 'source', rank: 0 }),
      );
    case 'source-table':
      return nodes
        .filter(({ kind, id }) => kind === 'source' && id.split('.').at(-2) === context.source)
        .map((node) => ({
          label: node.name,
          kind: 'source',
          detail: context.source,
          documentation: node.description,
          rank: 0,
        }));
    case 'function':
      return nodes
        .filter(({ kind }) => kind === 'udf')
        .map((node) => ({ label: node.name, kind: 'udf', detail: 'UDF', documentation: node.description, rank: 0 }));
    case 'materialized':
      return MATERIALIZED.map((label) => ({ label, kind: 'value', rank: 0 }));
    case 'jinja':
      return inJinja(context.statement, input);
    case 'member':
      return columnsBehind(context.owner, scopeOf(input.text), input).map((column) => ofColumn(column, 0));
    case 'sql':
      return context.after === 'from' ? afterFrom(input) : inSql(input);
  }
}

function inJinja(statement: boolean, { files }: CandidateInput): Candidate[] {
  const words: Candidate[] = statement
    ? STATEMENTS.map(([label, text]) => ({ label, kind: 'keyword', text, snippet: true, rank: 0 }))
    : [];
  const names = JINJA.map(
    ([label, text, detail]): Candidate => ({ label, kind: 'function', text, snippet: true, detail, rank: 1 }),
  );
  const macros = macroNames(files).map(
    (label): Candidate => ({ label, kind: 'macro', text: `${label}($1)`, snippet: true, detail: 'macro', rank: 2 }),
  );
  return [...words, ...names, ...macros];
}

function afterFrom({ graph, text }: CandidateInput): Candidate[] {
  const ctes = scopeOf(text).ctes.map(
    ({ name }): Candidate => ({ label: name, kind: 'alias', detail: 'in this file', rank: 0 }),
  );
  const nodes = (graph?.nodes ?? []).flatMap((node): Candidate[] => {
    if (['test', 'udf', 'train'].includes(node.kind) || isDescribed(node.kind)) return [];
    const source = node.id.split('.').at(-2);
    return [
      node.kind === 'source'
        ? {
            label: node.name,
            kind: 'source',
            detail: `source ${source}`,
            text: `{{ source('${source}', '${node.name}') }}`,
            rank: 2,
          }
        : {
            label: node.name,
            kind: 'node',
            detail: node.kind,
            text: `{{ ref('${node.name}') }}`,
            documentation: node.description,
            rank: 1,
          },
    ];
  });
  return [...ctes, ...nodes];
}

function inSql(input: CandidateInput): Candidate[] {
  const scope = scopeOf(input.text);
  const aliases = scope.relations.map(
    ({ name }): Candidate => ({ label: name, kind: 'alias', detail: 'relation', rank: 1 }),
  );
  const udfs = (input.graph?.nodes ?? [])
    .filter(({ kind }) => kind === 'udf')
    .map(
      (node): Candidate => ({
        label: node.name,
        kind: 'udf',
        detail: 'UDF',
        text: `{{ function('${node.name}') }}($1)`,
        snippet: true,
        documentation: node.description,
        rank: 2,
      }),
    );
  return [
    ...columnsInScope(scope, input).map((column) => ofColumn(column, 0)),
    ...unique(aliases),
    ...udfs,
    ...SQL_FUNCTIONS.map(
      ([label, takes]): Candidate => ({
        label,
        kind: 'function',
        detail: takes,
        text: `${label}($1)`,
        snippet: true,
        rank: 3,
      }),
    ),
    ...SQL_KEYWORDS.map((label): Candidate => ({ label, kind: 'keyword', rank: 4 })),
    ...SQL_TYPES.map((label): Candidate => ({ label, kind: 'type', rank: 5 })),
  ];
}

const ofColumn = (column: KnownColumn, rank: number): Candidate => ({
  label: column.name,
  kind: 'column',
  detail: [column.type && shortType(column.type), column.of].filter(Boolean).join(' · '),
  documentation: column.description,
  rank,
});

const unique = (list: readonly Candidate[]): Candidate[] => [
  ...new Map(list.map((each) => [each.label, each])).values(),
];
