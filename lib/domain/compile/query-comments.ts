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
import { type Lookup, lookupOf } from './lookup.ts';
import { macrosOf } from './macros/read.ts';
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
const OWN_COMMENT = `{%- set said = {} -%}
{%- do said.update(app='insitu', dbt_version=dbt_version, profile_name=target.get('profile_name'), target_name=target.get('target_name')) -%}
{%- if node is not none -%}{%- do said.update(node_id=node.unique_id) -%}
{%- else -%}{%- do said.update(connection_name=connection_name) -%}{%- endif -%}
{{ return(tojson(said)) }}`;

/** The comments of a project's statements; each is rendered when its sender begins. */
export function queryComments({ workspace, nodes }: Pick<ParsedProject, 'workspace' | 'nodes'>): QueryComments {
  let lookup: Lookup | undefined;
  const nodeOf = (id: string): Value => {
    const draft = nodes.get(id)?.draft;
    if (draft === undefined) return null;
    lookup ??= lookupOf(new Map(Array.from(nodes, ([each, { draft }]) => [each, draft])), [], workspace.project);
    return draftDict(draft, lookup, workspace, relationText(draft, workspace.project.root.config.quoting));
  };
  return {
    append: workspace.project.root.config.queryComment.append,
    of: (sender) =>
      'node' in sender
        ? rendered(workspace, sender.node, nodeOf(sender.node))
        : rendered(workspace, sender.connection, null),
  };
}

/** Reports a comment that can't be rendered: no statement could be sent. */
export function checkQueryComment(workspace: Workspace): void {
  if (workspace.project.root.config.queryComment.text === undefined) return;
  try {
    rendered(workspace, 'master', null);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    workspace.report(error.problem);
  }
}

/** As in dbt the text is the body of a macro, which may return its comment. */
function rendered(workspace: Workspace, connection: string, node: Value): string {
  const { root } = workspace.project;
  const { config } = root;
  const { text = OWN_COMMENT, at } = config.queryComment;
  if (text.trim() === '') return '';
  const place = { path: config.path, line: config.file.position(at).line, column: 1 };
  const comment = guarded(place, () => {
    const [macro] = macrosOf(parseTemplate(macroOf(text), config.path), root.name);
    if (macro === undefined) throw new Error('the macro of the query comment was not read');
    const { macros } = new NodeContext(workspace, root, {});
    return interpret(new SourceText('', config.path), (interpreter) =>
      toText(interpreter.call(macros.of(macro), { positional: [connection, node], named: NO_ARGUMENTS.named })),
    ).trim();
  });
  if (!comment.includes('*/')) return comment;
  throw new ProblemError({
    code: 'query_comment.end',
    message: `The query comment holds "*/", which would end it: ${comment}`,
    remedy: 'Leave "*/" out of query-comment.',
    ...place,
  });
}

const macroOf = (text: string): string =>
  `{%- macro query_comment_macro(connection_name, node) -%}\n${text}\n{% endmacro %}`;

/** What is wrong in the text itself stands at its key; lines of a YAML value are not those of the file. */
function guarded<T>(
  place: { readonly path: string; readonly line: number; readonly column: number },
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    const problem = jinjaProblem(error, place.path);
    const own = problem.path === place.path ? { ...place, endLine: undefined, endColumn: undefined } : {};
    throw new ProblemError({ ...problem, ...own }, { cause: error });
  }
}
