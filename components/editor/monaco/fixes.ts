/**
 * What a problem proposes in the place of what is written: the compiler says `Did you mean "x"?`,
 * PostgreSQL's hint `Perhaps you meant to reference the column "f.x"`. Quotes of the text are kept.
 */
export function fixOf(said: string, written: string): string | undefined {
  const name =
    /Did you mean "([^"\n]+)"/.exec(said)?.[1] ??
    /Perhaps you meant to reference the column "([^"\n]+)"/.exec(said)?.[1];
  if (name === undefined || written === '' || written.includes('\n')) return undefined;
  const quote = /^(['"]).*\1$/.exec(written)?.[1] ?? '';
  const put = `${quote}${name}${quote}`;
  return put === written ? undefined : put;
}
