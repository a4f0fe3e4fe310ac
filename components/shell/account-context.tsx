'use client';
import { createContext, type ReactNode, useContext, useMemo } from 'react';

interface Account {
  readonly signOut: () => Promise<void>;
}

const Context = createContext<Account>({ signOut: async () => {} });

/** What a person may do with their session; the action comes from the page. */
export function AccountProvider({ signOut, children }: Account & { readonly children: ReactNode }) {
  return <Context value={useMemo(() => ({ signOut }), [signOut])}>{children}</Context>;
}

export const useAccount = (): Account => useContext(Context);
