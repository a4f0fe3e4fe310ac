import type { SqlPlace, SqlResult, SqlText } from '#lib/contracts/database.ts';
import type { StepContext } from './context.ts';
import { dollarQuote, quoteText } from './quote.ts';

/** Sends the statement that builds a node, which is told first: `target/run` keeps it. */
export function sendMain(context: StepContext, sql: string, place?: SqlPlace): Promise<SqlResult> {
  tellMain(context, sql);
  return context.connection.query(sql, [], place);
}

/** Tells the statement that builds a node, or what stands for it: the text of a Python cell. */
export function tellMain({ place, main }: StepContext, sql: string): void {
  if (place.nodeId !== undefined) main({ nodeId: place.nodeId, sql });
}

/** A call of the runtime as a person can send it: its values written into it. */
export const callText = (call: string, values: readonly SqlText[]): string =>
  `select ${call.replace(/\$(\d+)/g, (_, n) => literal(values[Number(n) - 1] ?? null))}`;

function literal(value: SqlText): string {
  if (value === null) return 'null';
  return value.includes('\n') ? dollarQuote(value) : quoteText(value).trimStart();
}
