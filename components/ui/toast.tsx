'use client';
import * as Radix from 'radix-ui/toast';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { type Mark, StateMark } from './state-mark.tsx';
import styles from './toast.module.css';

export interface ToastMessage {
  readonly text: string;
  readonly mark?: Mark;
  readonly action?: { readonly label: string; readonly onSelect: () => void };
}

type Show = (message: ToastMessage) => void;
const ToastContext = createContext<Show>(() => {});

/** Gives `show`, which says something that passed; it goes by itself after five seconds, with a button after twelve. */
export const useToast = (): Show => useContext(ToastContext);

/** What a person reads of a refusal: why, and what to do about it. */
interface Refused {
  readonly message: string;
  readonly remedy?: string | undefined;
}

/** Gives `refuse`, which says in the server's words why something was not done. */
export function useRefusal(): (problem: Refused) => void {
  const show = useToast();
  return useCallback(
    ({ message, remedy }) => show({ mark: 'failed', text: [message, remedy].filter(Boolean).join(' ') }),
    [show],
  );
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly (ToastMessage & { readonly id: number })[]>([]);
  const show = useCallback<Show>((message) => {
    setShown((before) => [...before.slice(-2), { ...message, id: (before.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  const drop = (id: number) => setShown((before) => before.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={useMemo(() => show, [show])}>
      <Radix.Provider duration={5000} swipeDirection="right">
        {children}
        {shown.map((toast) => (
          <Radix.Root
            key={toast.id}
            className={styles.toast}
            // What can be done about it has to be read, and reached.
            duration={toast.action ? 12_000 : undefined}
            onOpenChange={(open) => !open && drop(toast.id)}
          >
            <StateMark status={toast.mark ?? 'done'} silent />
            <Radix.Description className={styles.text}>{toast.text}</Radix.Description>
            {toast.action && (
              <Radix.Action altText={toast.action.label} className={styles.action} onClick={toast.action.onSelect}>
                {toast.action.label}
              </Radix.Action>
            )}
          </Radix.Root>
        ))}
        <Radix.Viewport className={styles.viewport} />
      </Radix.Provider>
    </ToastContext>
  );
}
