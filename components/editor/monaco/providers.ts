import type { CancellationToken, editor, IRange, languages } from 'monaco-editor/editor/editor.api.js';
import { shortType } from '#components/results/short-type.ts';
import { type Candidate, candidates } from '../text/candidates.ts';
import { columnsOf } from '../text/columns.ts';
import { pythonContext, sqlContext } from '../text/completion-context.ts';
import { macroPlace, nodeOf, referenceAt } from '../text/references.ts';
import { usesAt } from '../text/uses.ts';
import { languageOf, pathOf, SCHEME } from './address.ts';
import { fixOf } from './fixes.ts';
import { knowledge, wholeKnowledge } from './known.ts';
import type { Monaco } from './load.ts';
import { SQL } from './sql-language.ts';

let registered = false;

/** Completion, hover, definition and fixes for SQL and Python. Once a page: Monaco's providers are global. */
export function registerProviders(monaco: Monaco): void {
  if (registered) return;
  registered = true;
  for (const language of [SQL, 'python']) {
    monaco.languages.registerCompletionItemProvider(language, completion(monaco, language));
    monaco.languages.registerHoverProvider(language, {
      provideHover: (model, position, token) => hover(model, model.getOffsetAt(position), token),
    });
    monaco.languages.registerDefinitionProvider(language, {
      provideDefinition: (model, position, token) => definition(model, model.getOffsetAt(position), token, monaco),
    });
    monaco.languages.registerReferenceProvider(language, {
      provideReferences: (model, position, _context, token) => uses(model, model.getOffsetAt(position), token, monaco),
    });
    monaco.languages.registerCodeActionProvider(language, { provideCodeActions: quickFixes });
  }
  // A definition stands in another file: it opens in a tab of ours.
  monaco.editor.registerEditorOpener({
    openCodeEditor: (_source, resource, selection) => {
      if (resource.scheme !== SCHEME) return false;
      const line = selection && ('startLineNumber' in selection ? selection.startLineNumber : selection.lineNumber);
      knowledge().openFile(pathOf(resource), line);
      return true;
    },
  });
}

const RANKS = 'abcdefgh';

function completion(monaco: Monaco, language: string): languages.CompletionItemProvider {
  const Kind = monaco.languages.CompletionItemKind;
  const kinds: Readonly<Record<Candidate['kind'], languages.CompletionItemKind>> = {
    node: Kind.Struct,
    source: Kind.File,
    udf: Kind.Method,
    column: Kind.Field,
    macro: Kind.Module,
    keyword: Kind.Keyword,
    function: Kind.Function,
    type: Kind.TypeParameter,
    alias: Kind.Variable,
    value: Kind.Value,
  };
  return {
    triggerCharacters: language === SQL ? ["'", '"', '.', '{', ' ', '('] : ["'", '"'],
    provideCompletionItems: async (model, position, { triggerCharacter }, token) => {
      const text = model.getValue();
      const offset = model.getOffsetAt(position);
      const context = language === SQL ? sqlContext(text, offset) : pythonContext(text, offset);
      if (context.kind === 'none') return { suggestions: [] };
      // A space offers something only where one thing is likely: after FROM.
      if (triggerCharacter === ' ' && !(context.kind === 'sql' && context.after === 'from')) return { suggestions: [] };
      if (triggerCharacter === '(' && context.kind === 'sql') return { suggestions: [] };
      const known = await wholeKnowledge(token);
      if (!known) return { suggestions: [] };
      const found = candidates(context, { ...known, text, path: pathOf(model.uri) });
      const range: IRange = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: position.column - context.prefix.length,
        endColumn: position.column,
      };
      return {
        suggestions: found.map((candidate) => ({
          label: candidate.detail ? { label: candidate.label, description: candidate.detail } : candidate.label,
          kind: kinds[candidate.kind],
          insertText: candidate.text ?? candidate.label,
          insertTextRules: candidate.snippet
            ? monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet
            : undefined,
          documentation: candidate.documentation,
          sortText: `${RANKS[candidate.rank] ?? 'z'}${candidate.label}`,
          filterText: candidate.label,
          range,
        })),
      };
    },
  };
}

function rangeOf(model: editor.ITextModel, { start, end }: { readonly start: number; readonly end: number }): IRange {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}

/** A relation's columns and description, right where it is named. */
async function hover(
  model: editor.ITextModel,
  offset: number,
  token: CancellationToken,
): Promise<languages.Hover | null> {
  const reference = referenceAt(model.getValue(), offset);
  if (!reference || reference.what.type === 'macro') return null;
  const known = await wholeKnowledge(token);
  if (!known) return null;
  const { graph, catalog } = known;
  const path = pathOf(model.uri);
  const node = nodeOf(graph, reference.what, path);
  if (!node) return null;
  const columns =
    reference.what.type === 'function' ? [] : columnsOf(reference.what, { graph, catalog, path }, node.name);
  const rows =
    node.relation &&
    catalog.find(({ schema, name }) => schema === node.relation?.schema && name === node.relation?.identifier)
      ?.estimatedRows;
  const head = `**${plain(node.name)}** ${node.kind}${node.materialized ? `, ${node.materialized}` : ''}${rows !== undefined && rows >= 0 ? `, about ${rows.toLocaleString('en-US')} rows` : ''}`;
  const table = columns
    .slice(0, 24)
    .map(({ name, type }) => `${plain(name)}  \`${type ? shortType(type) : '?'}\``)
    .join('  \n');
  const more = columns.length > 24 ? `  \nand ${columns.length - 24} more` : '';
  return {
    range: rangeOf(model, reference),
    contents: [head, plain(node.description), table + more].filter((part) => part !== '').map((value) => ({ value })),
  };
}

const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+\-!<>|]/g, '\\$&');

/** The address of a file, with a model behind it: Monaco looks into a place before it goes there. */
function modelFor({ editor: api, Uri }: Monaco, path: string) {
  const uri = Uri.from({ scheme: SCHEME, path: `/${path}` });
  const text = knowledge().files.find(([each]) => each === path)?.[1];
  if (!api.getModel(uri) && text !== undefined) api.createModel(text, languageOf(path), uri);
  return uri;
}

/** Everywhere the node or macro at a place is named. An open file counts as it is typed now. */
async function uses(
  model: editor.ITextModel,
  offset: number,
  token: CancellationToken,
  monaco: Monaco,
): Promise<languages.Location[]> {
  const known = await wholeKnowledge(token);
  if (!known) return [];
  const { graph, files } = known;
  const { Uri, editor: api } = monaco;
  const now = files.map(
    ([path, text]) => [path, api.getModel(Uri.from({ scheme: SCHEME, path: `/${path}` }))?.getValue() ?? text] as const,
  );
  return usesAt(model.getValue(), offset, pathOf(model.uri), graph, now).flatMap((use) => {
    const uri = modelFor(monaco, use.path);
    const target = api.getModel(uri);
    return target ? [{ uri, range: rangeOf(target, use) }] : [];
  });
}

async function definition(
  model: editor.ITextModel,
  offset: number,
  token: CancellationToken,
  monaco: Monaco,
): Promise<languages.Definition | null> {
  const reference = referenceAt(model.getValue(), offset);
  const known = reference && (await wholeKnowledge(token));
  if (!known) return null;
  const { graph, files } = known;
  const place =
    reference.what.type === 'macro'
      ? macroPlace(files, reference.what.name)
      : nodeOf(graph, reference.what, pathOf(model.uri));
  if (!place) return null;
  const line = place.line ?? 1;
  return {
    uri: modelFor(monaco, place.path),
    range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
  };
}

function quickFixes(
  model: editor.ITextModel,
  _range: IRange,
  { markers }: languages.CodeActionContext,
): languages.CodeActionList {
  const actions = markers.flatMap((marker): languages.CodeAction[] => {
    const fix = fixOf(marker.message, model.getValueInRange(marker));
    if (!fix) return [];
    return [
      {
        title: `Use ${fix}`,
        kind: 'quickfix',
        isPreferred: true,
        diagnostics: [marker],
        edit: {
          edits: [{ resource: model.uri, versionId: model.getVersionId(), textEdit: { range: marker, text: fix } }],
        },
      },
    ];
  });
  return { actions, dispose: () => {} };
}
