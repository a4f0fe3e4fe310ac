'use client';
import { ChevronDown, Check as Tick } from 'lucide-react';
import * as Radix from 'radix-ui/select';
import type { ReactNode } from 'react';
import styles from './select.module.css';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  readonly disabled?: boolean;
}

/** A choice of many. */
export function Select<T extends string>({
  label,
  value,
  onChange,
  options,
  placeholder,
  disabled,
  wide,
}: {
  readonly label: string;
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  readonly options: readonly SelectOption<T>[];
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly wide?: boolean;
}) {
  const change = (next: string) => {
    const found = options.find((option) => option.value === next);
    if (found) onChange(found.value);
  };
  return (
    <Radix.Root value={value ?? ''} onValueChange={change} disabled={disabled}>
      <Radix.Trigger className={wide ? `${styles.trigger} ${styles.wide}` : styles.trigger} aria-label={label}>
        <Radix.Value placeholder={placeholder} />
        <ChevronDown size={12} strokeWidth={1.6} className={styles.chevron} aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.list} position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} disabled={option.disabled} className={styles.item}>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator className={styles.tick}>
                  <Tick size={12} strokeWidth={2} />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
