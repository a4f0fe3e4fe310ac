import type { ReactNode } from 'react';

export interface PlainRow {
  readonly className?: string | undefined;
  /** The row's own head: a sign, and its word. */
  readonly head?: { readonly sign: ReactNode; readonly word: string };
  readonly cells: readonly ReactNode[];
}

/** A small table of what is only read: its rows have no name of their own and never move, nor do its columns. */
export function PlainTable({
  className,
  heads,
  rows,
  headOfRows,
}: {
  readonly className?: string | undefined;
  readonly heads: readonly { readonly name: string; readonly title?: string }[];
  readonly rows: readonly PlainRow[];
  /** What the heads of the rows say, where they have one. */
  readonly headOfRows?: string;
}) {
  return (
    <table className={className}>
      <thead>
        <tr>
          {headOfRows && <th scope="col" aria-label={headOfRows} />}
          {heads.map(({ name, title }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name, and none moves
            <th key={at} scope="col" title={title}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ className: ofRow, head, cells }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name and never move
          <tr key={at} className={ofRow}>
            {head && (
              <th scope="row" title={head.word} aria-label={head.word}>
                {head.sign}
              </th>
            )}
            {cells.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <td key={column}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
