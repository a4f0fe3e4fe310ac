import { ProblemError } from '../../contracts/problem.ts';
import { JinjaError } from '../jinja/errors.ts';
import { parseTemplate } from '../jinja/parser.ts';
import { interpret } from '../jinja/render.ts';
import { SourceText } from '../jinja/source.ts';
import { toText } from '../jinja/values/text.ts';
import { NO_ARGUMENTS, type Value } from '../jinja/values/value.ts';
import type { ParsedProject } from './compiler.ts';
import { relationText } from './context/compile-names.ts';
import { draftDict } from './context/graph.ts';
import { NodeContext } from './context/node-context.ts';
import { DBT_VERSION } from './context/package-values.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { macrosOf } from './macros/read.ts';
import type { MacroDefinition } from './macros/registry.ts';
import { jinjaProblem } from './problem.ts';
import type { Workspace } from './workspace.ts';

/** Who sends a statement: a node's step, or what is no node by the name that dbt gives its connection. */
export type Sender = { readonly node: string } | { readonly connection: string };

/** What statements say of who sends them: `query-comment` of dbt_project.yml. */
export interface QueryComments {
  /** Whether a comment stands after its statement. */
  readonly append: boolean;
  /** The comment of a sender, without its marks; empty for none. @throws ProblemError */
  of(sender: Sender): string;
}

/**
 * dbt's own comment, which readers of pg_stat_activity know by its keys. Only `app` is another: who
 * looks for what runs on a database has to find that this is not dbt.
 */
function ownComment({ project, options: { target } }: Workspace, sender: Sender): string {
  const said = {
    app: 'insitu',
    dbt_version: DBT_VERSION,
    profile_name: project.root.config.profile,
    target_name: target.name,
    ...('node' in sender ? { node_id: sender.node } : { connection_name: sender.connection }),
  };
  const entries = Object.entries(said).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{${entries.join(', ')}}`;
}

/** The comments of a project's statements; each is rendered when its sender begins. */
export function queryComments({ workspace, nodes }: Pick<ParsedProject, 'workspace' | 'nodes'>): QueryComments {
  let lookup: Lookup | undefined;
  const nodeOf = (id: string): Value => {
    const draft = nodes.get(id)?.draft;
    if (draft === undefined) return null;
    lookup ??= lookupOf(new Map(Array.from(nodes, ([each, { draft }]) => [each, draft])), [], workspace.project);
    return draftDict(draft, lookup, workspace, relationText(draft, workspace.project.root.config.quoting));
  };
  const render = renderer(workspace);
  return {
    append: workspace.project.root.config.queryComment.append,
    of: (sender) => ('node' in sender ? render(sender, () => nodeOf(sender.node)) : render(sender)),
  };
}

/** Reports a comment that can't be rendered: no statement could be sent. */
export function checkQueryComment(workspace: Workspace): void {
  if (workspace.project.root.config.queryComment.text === undefined) return;
  try {
    renderer(workspace)({ connection: 'master' });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    workspace.report(error.problem);
  }
}

type Render = (sender: Sender, node?: () => Value) => string;

/** As in dbt the text is the body of a macro, which may return its comment; it is read once. */
function renderer(workspace: Workspace): Render {
  const { root } = workspace.project;
  const { config } = root;
  const { text, at } = config.queryComment;
  const place = { path: config.path, line: config.file.position(at).line, column: 1 };
  if (text === undefined) return (sender) => ended(ownComment(workspace, sender), place);
  if (text.trim() === '') return () => '';
  let macro: MacroDefinition | undefined;
  const read = (): MacroDefinition => {
    [macro] = macro ? [macro] : macrosOf(parseTemplate(macroOf(text), config.path), root.name);
    if (macro === undefined) throw new Error('the macro of the query comment was not read');
    return macro;
  };
  return (sender, node) => {
    const name = 'node' in sender ? sender.node : sender.connection;
    const comment = guarded(place, () => {
      const { macros } = new NodeContext(workspace, root, {});
      const positional = [name, node?.() ?? null];
      return interpret(new SourceText('', config.path), (interpreter) =>
        toText(interpreter.call(macros.of(read()), { positional, named: NO_ARGUMENTS.named })),
      );
    });
    return ended(comment.trim(), place);
  };
}

/** @throws ProblemError for a comment that would end itself */
function ended(comment: string, place: Place): string {
  if (!comment.includes('*/')) return comment;
  throw new ProblemError({
    code: 'query_comment.end',
    message: `The query comment holds "*/", which would end it: ${comment}`,
    remedy: 'Leave "*/" out of query-comment.',
    ...place,
  });
}

interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

const macroOf = (text: string): string =>
  `{%- macro query_comment_macro(connection_name, node) -%}\n${text}\n{% endmacro %}`;

/** What is wrong in the text itself stands at its key; lines of a YAML value are not those of the file. */
function guarded<T>(place: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    const problem = jinjaProblem(error, place.path);
    const own = problem.path === place.path ? { ...place, endLine: undefined, endColumn: undefined } : {};
    throw new ProblemError({ ...problem, ...own }, { cause: error });
  }
}
