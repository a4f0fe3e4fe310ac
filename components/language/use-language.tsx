'use client';

import { createContext, type ReactNode, startTransition, useContext, useEffect, useMemo, useState } from 'react';
import type { ProjectGraph } from '#lib/contracts/graph.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { Target } from '#lib/contracts/project.ts';
import { LanguageClient } from './client.ts';
import type { CompiledFile, FileLineage } from './protocol.ts';

/** The ways to tell the worker what was typed and to ask it of one file: the same for ever. */
export interface LanguageActs {
  readonly setText: (path: string, text: string) => void;
  /** Of a text that is being typed: it is read once the key has been dealt with. */
  readonly textChanged: (path: string, read: () => string) => void;
  readonly removeFile: (path: string) => void;
  readonly compiled: (path: string) => Promise<CompiledFile>;
  readonly lineage: (path: string, catalog: readonly (readonly [string, readonly string[]])[]) => Promise<FileLineage>;
}

/** The project as its text says now. */
export interface Language {
  readonly graph: ProjectGraph | null;
  readonly problems: readonly Problem[];
}

const ActsContext = createContext<LanguageActs | null>(null);
const GraphContext = createContext<ProjectGraph | null>(null);
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
  const [graph, setGraph] = useState<ProjectGraph | null>(null);
  useEffect(() => {
    if (files !== undefined) client.open(files, target);
    return () => client.close();
  }, [client, files, target]);
  // What follows a keystroke over the whole screen steps aside for the next one: in a project of 500 files it
  // took more of the main thread than the editor itself.
  useEffect(() => client.subscribe(() => startTransition(() => setGraph(client.current()))), [client]);
  const acts = useMemo<LanguageActs>(
    () => ({
      setText: (path, text) => client.setText(path, text),
      textChanged: (path, read) => client.textChanged(path, read),
      removeFile: (path) => client.removeFile(path),
      compiled: (path) => client.compiled(path),
      lineage: (path, catalog) => client.lineage(path, catalog),
    }),
    [client],
  );
  return (
    <ActsContext value={acts}>
      <GraphContext value={graph}>{props.children}</GraphContext>
    </ActsContext>
  );
}

/**
 * The language of the project around. Whoever uses it is drawn again with each change of the graph.
 * @throws outside a LanguageProvider
 */
export function useLanguage(): Language {
  useLanguageActs();
  const graph = useContext(GraphContext);
  return useMemo(() => ({ graph, problems: graph?.problems ?? NONE }), [graph]);
}

/**
 * The way to the language worker, without its graph.
 * @throws outside a LanguageProvider
 */
export function useLanguageActs(): LanguageActs {
  const acts = useContext(ActsContext);
  if (acts === null) throw new Error('The language needs a LanguageProvider above it.');
  return acts;
}
