'use client';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Menu, type MenuEntry, SplitButton } from '#components/ui/index.ts';
import { useKeyLabel } from './platform.tsx';
import styles from './primary.module.css';

/** The one thing to do on a screen; its name follows the focus: Run, Train, Cancel, Retry. */
export interface PrimaryAction {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly onAct: () => void;
  readonly disabled?: boolean;
  readonly loading?: boolean;
  readonly tone?: 'primary' | 'danger';
  /** Variants of it, below the arrow. */
  readonly menu?: readonly MenuEntry[];
  /** What it will do, said in full. */
  readonly hint?: string;
}

export function PrimaryButton({ label, icon, onAct, disabled, loading, tone = 'primary', menu, hint }: PrimaryAction) {
  const keys = useKeyLabel();
  const main = (
    <Button
      variant={tone}
      icon={icon}
      keys={keys('mod+enter')}
      onClick={onAct}
      disabled={disabled}
      loading={loading}
      title={hint}
      data-primary=""
    >
      {label}
    </Button>
  );
  if (!menu || menu.length === 0) return main;
  return (
    <SplitButton label={label}>
      {main}
      <Menu entries={menu} align="end" width={240}>
        <Button
          variant={disabled ? 'plain' : tone}
          aria-label={`More ways to ${label.toLowerCase()}`}
          disabled={!menu.some(canBeDone)}
        >
          <ChevronDown size={13} strokeWidth={1.6} />
        </Button>
      </Menu>
    </SplitButton>
  );
}

/** An entry of a menu that does something, and may now. */
export const canBeDone = (entry: MenuEntry): entry is Extract<MenuEntry, { readonly onSelect: () => void }> =>
  entry.type !== 'separator' && entry.type !== 'label' && !entry.disabled;

/** The same on a phone, whose bar has room for its picture only. */
export function PhonePrimary({ label, icon, onAct, disabled, loading, tone = 'primary', hint }: PrimaryAction) {
  return (
    <Button
      variant={tone}
      icon={icon}
      onClick={onAct}
      disabled={disabled}
      loading={loading}
      title={hint}
      aria-label={label}
      className={styles.phone}
      data-primary=""
    />
  );
}
