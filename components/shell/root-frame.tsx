'use client';
import type { ReactNode } from 'react';
import { ToastProvider, TooltipProvider } from '#components/ui/index.ts';
import { PlatformProvider } from './platform.tsx';
import { QueryProvider } from './query-provider.tsx';

/** What every page stands in: keys' names, the query cache, tips and toasts. */
export function RootFrame({ mac, children }: { readonly mac: boolean; readonly children: ReactNode }) {
  return (
    <PlatformProvider mac={mac}>
      <QueryProvider>
        <TooltipProvider>
          <ToastProvider>{children}</ToastProvider>
        </TooltipProvider>
      </QueryProvider>
    </PlatformProvider>
  );
}
