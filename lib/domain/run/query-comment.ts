import type { DataConnection, DataSession } from '#lib/contracts/database.ts';
import type { QueryComments, Sender } from '../compile/index.ts';

/**
 * A session whose statements say who sends them, to be read in pg_stat_activity and in the server's
 * log. The comment stands outside of what errors are placed by, so that their places stay right.
 * @throws ProblemError for a comment that can't be rendered
 */
export function commented(session: DataSession, comments: QueryComments | undefined, sender: Sender): DataSession {
  const comment = comments?.of(sender) ?? '';
  if (comments === undefined || comment === '') return session;
  const add = (sql: string): string => withComment(sql, comment, comments.append);
  return { use: (work, options) => session.use((connection) => work(commentedConnection(connection, add)), options) };
}

const commentedConnection = (connection: DataConnection, add: (sql: string) => string): DataConnection => ({
  query: (sql, values, place) => connection.query(add(sql), values, place),
  script: (sql) => connection.script(add(sql)),
  execute: (sql, place) => connection.execute(add(sql), place),
  copyIn: (sql, chunks) => connection.copyIn(add(sql), chunks),
});

/** As dbt writes it: before the statement, or after it and before its semicolon. */
function withComment(sql: string, comment: string, append: boolean): string {
  if (!append) return `/* ${comment} */\n${sql}`;
  const bare = sql.trimEnd();
  return bare.endsWith(';') ? `${bare.slice(0, -1)}\n/* ${comment} */;` : `${bare}\n/* ${comment} */`;
}
