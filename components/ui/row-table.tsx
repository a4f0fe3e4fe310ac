import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import styles from './row-table.module.css';

export interface RowHead {
  readonly name: string;
  /** Numbers and times end at the column's end; its cells say so with `data-end`. */
  readonly end?: boolean;
  /** Left out on a phone; its cells say so with `data-wide`. */
  readonly wide?: boolean;
}

/** A table that fills its place, one row a thing that can be opened. */
export function RowTable({
  heads,
  body,
  onKeyDown,
  children,
}: {
  readonly heads: readonly RowHead[];
  readonly body?: Ref<HTMLTableSectionElement>;
  readonly onKeyDown?: KeyboardEventHandler<HTMLTableSectionElement>;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.box}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map(({ name, end, wide }) => (
              <th key={name} scope="col" data-end={end} data-wide={wide}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {children}
        </tbody>
      </table>
    </div>
  );
}
