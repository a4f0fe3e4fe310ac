'use client';
import * as Context from 'radix-ui/context-menu';
import * as Dropdown from 'radix-ui/dropdown-menu';
import type { ReactNode } from 'react';
import styles from './menu.module.css';

export type MenuEntry =
  | {
      readonly type?: 'item';
      readonly id: string;
      readonly label: ReactNode;
      readonly icon?: ReactNode;
      readonly keys?: string;
      readonly disabled?: boolean;
      readonly danger?: boolean;
      /** Set on entries of which one or several are chosen. */
      readonly checked?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly type: 'separator'; readonly id: string }
  | { readonly type: 'label'; readonly id: string; readonly label: string };

/** A menu that opens from `children` (one button). */
export function Menu({
  entries,
  align = 'start',
  side = 'bottom',
  children,
  width,
}: {
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly width?: number;
  readonly children: ReactNode;
}) {
  return (
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger asChild>{children}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          className={styles.menu}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          style={{ minWidth: width }}
          onCloseAutoFocus={keepTyping}
        >
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} parts={Dropdown} />
          ))}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

/** The same entries at the pointer: right-click, or Shift+F10 on the focused element. */
export function ContextMenu({
  entries,
  children,
}: {
  readonly entries: readonly MenuEntry[];
  readonly children: ReactNode;
}) {
  return (
    <Context.Root modal={false}>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content className={styles.menu} collisionPadding={8} onCloseAutoFocus={keepTyping}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} parts={Context} />
          ))}
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  );
}

/** A field that an entry opened has the focus already: taking it back would end what is being named. */
function keepTyping(event: Event): void {
  if (document.activeElement instanceof HTMLInputElement) event.preventDefault();
}

type Parts = Pick<typeof Dropdown, 'Item' | 'Separator' | 'Label' | 'CheckboxItem'>;

function Entry({ entry, parts }: { readonly entry: MenuEntry; readonly parts: Parts }) {
  if (entry.type === 'separator') return <parts.Separator className={styles.separator} />;
  if (entry.type === 'label') return <parts.Label className={styles.label}>{entry.label}</parts.Label>;
  const Item = entry.checked === undefined ? parts.Item : parts.CheckboxItem;
  return (
    <Item
      className={entry.danger ? `${styles.item} ${styles.danger}` : styles.item}
      disabled={entry.disabled}
      onSelect={entry.onSelect}
      {...(entry.checked === undefined ? {} : { checked: entry.checked })}
    >
      {entry.icon !== undefined && <span className={styles.icon}>{entry.icon}</span>}
      <span className={styles.text}>{entry.label}</span>
      {entry.checked && (
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className={styles.tick}>
          <path d="M2.2 6.4l2.6 2.6 5-5.6" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      )}
      {entry.keys && <kbd className={styles.keys}>{entry.keys}</kbd>}
    </Item>
  );
}
