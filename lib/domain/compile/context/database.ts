import type { Problem } from '../../../contracts/problem.ts';
import { JinjaError } from '../../jinja/errors.ts';
import type { DatabasePort } from '../options.ts';

/** The database as one pass over a template may use it. */
export interface DatabaseAccess {
  /** What macros see as `execute`. */
  readonly execute: boolean;
  /**
   * The database; undefined while parsing, when macros are only read.
   * @throws JinjaError when there is none to ask
   */
  port(): DatabasePort | undefined;
}

/** The code of what a template needs a database for and there is none: its node is rendered at its step. */
export const NEEDS_DATABASE = 'compile.needs_database';

/** PostgreSQL refused what a template asked. */
export class DatabaseFailure extends JinjaError {
  /** With a line when PostgreSQL's position lies in the node's own text. */
  readonly problem: Problem;
  constructor(problem: Problem) {
    super('template', problem.message, {
      code: problem.code,
      ...(problem.remedy === undefined ? {} : { remedy: problem.remedy }),
    });
    this.problem = problem;
  }
}

/** The first pass: nothing is asked. */
export const PARSING: DatabaseAccess = { execute: false, port: () => undefined };

/**
 * The second pass. Without a database a query is an error and not an empty answer: SQL made from
 * an empty answer would build the wrong table.
 */
export function compiling(port: DatabasePort | undefined): DatabaseAccess {
  return {
    execute: true,
    port() {
      if (port !== undefined) return port;
      throw new JinjaError('unsupported', 'This asks the database while it is rendered.', {
        code: NEEDS_DATABASE,
        remedy: 'It is rendered when it is run, shown or compiled with a database.',
      });
    },
  };
}
