import { JinjaError } from '../../jinja/errors.ts';
import type { DatabasePort, QueryResult } from '../options.ts';

/** The database as one pass over a template may use it. */
export interface DatabaseAccess {
  /** What macros see as `execute`. */
  readonly execute: boolean;
  /**
   * The answer to a query; undefined while parsing, when macros are only read.
   * @throws JinjaError when there is no database to ask
   */
  query(sql: string): QueryResult | undefined;
}

/** The first pass: nothing is asked. */
export const PARSING: DatabaseAccess = { execute: false, query: () => undefined };

/**
 * The second pass. Without a database a query is an error and not an empty answer: SQL made from
 * an empty answer would build the wrong table.
 */
export function compiling(port: DatabasePort | undefined): DatabaseAccess {
  return {
    execute: true,
    query(sql) {
      if (port !== undefined) return port.query(sql);
      throw new JinjaError('unsupported', 'This asks the database while it is compiled, which is not supported yet.', {
        code: 'compile.needs_database',
        remedy: 'Write out what the query would give, or compute it inside the SQL of the model.',
      });
    },
  };
}
