'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';
import { LanguageClient } from './client.ts';
import type { CompiledFile, FileLineage } from './protocol.ts';

/** The project as its text says now, and the way to tell what was typed. */
export interface Language {
  readonly graph: ProjectGraph | null;
  readonly problems: readonly Problem[];
  readonly setText: (path: string, text: string) => void;
  readonly removeFile: (path: string) => void;
  readonly compiled: (path: string) => Promise<CompiledFile>;
  readonly lineage: (path: string, catalog: readonly (readonly [string, readonly string[]])[]) => Promise<FileLineage>;
}

const ClientContext = createContext<LanguageClient | null>(null);
const NONE: readonly Problem[] = [];

/**
 * Keeps one language worker for the project below it.
 * @param files the project's text as loaded; later changes come through `setText`
 */
export function LanguageProvider(props: {
  readonly files: readonly { readonly path: string; readonly text: string }[] | undefined;
  readonly target: Target;
  readonly children: ReactNode;
}): ReactNode {
  const { files, target } = props;
  const [client] = useState(() => new LanguageClient());
  useEffect(() => {
    if (files !== undefined) client.open(files, target);
    return () => client.close();
  }, [client, files, target]);
  return <ClientContext value={client}>{props.children}</ClientContext>;
}

/**
 * The language of the project around.
 * @throws outside a LanguageProvider
 */
export function useLanguage(): Language {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('useLanguage needs a LanguageProvider above it.');
  const graph = useSyncExternalStore(client.subscribe, client.current, () => null);
  // The same functions for ever: an effect that depends on one must not run again with each keystroke's graph.
  const acts = useMemo(
    () => ({
      setText: (path: string, text: string) => client.setText(path, text),
      removeFile: (path: string) => client.removeFile(path),
      compiled: (path: string) => client.compiled(path),
      lineage: (path: string, catalog: readonly (readonly [string, readonly string[]])[]) =>
        client.lineage(path, catalog),
    }),
    [client],
  );
  return useMemo(() => ({ graph, problems: graph?.problems ?? NONE, ...acts }), [graph, acts]);
}
