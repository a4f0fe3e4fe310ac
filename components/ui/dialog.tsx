'use client';
import { X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import { type ReactNode, useRef } from 'react';
import styles from './dialog.module.css';
import { IconButton } from './icon-button.tsx';
import { useFocusBack } from './use-focus-back.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly width?: number;
  readonly children: ReactNode;
  /** Buttons, the one that acts last. */
  readonly actions?: ReactNode;
}

/** A question that stands in the way; Escape leaves it, focus stays inside and goes back to where it was. */
export function Dialog({ open, onOpenChange, title, description, width = 420, children, actions }: DialogProps) {
  const footer = useRef<HTMLElement>(null);
  const focusBack = useFocusBack(open);
  // Enter does what the dialog is for; where that destroys, it keeps. A field that asked for the focus has it already.
  const focusAction = (event: Event): void => {
    const button = (selector: string) => footer.current?.querySelector<HTMLElement>(selector);
    const wanted = button('[data-variant="primary"]:enabled') ?? button('button');
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={styles.dialog}
          style={{ width: `min(${width}px, calc(100vw - 32px))` }}
          onOpenAutoFocus={focusAction}
          onCloseAutoFocus={focusBack}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close">
                <X size={14} strokeWidth={1.6} />
              </IconButton>
            </Radix.Close>
          </header>
          {description && <Radix.Description className={styles.description}>{description}</Radix.Description>}
          {children}
          {actions && (
            <footer ref={footer} className={styles.actions}>
              {actions}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
