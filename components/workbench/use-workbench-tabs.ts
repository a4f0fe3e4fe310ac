'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { GoTo } from '#components/editor/code-view.tsx';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { closeTab, keepTabs, NO_TABS, type OpenTabs, openTab, renameTab, stepTab, tabsSchema } from './tabs.ts';

export interface WorkbenchTabs {
  readonly tabs: OpenTabs;
  readonly goTo: GoTo | undefined;
  readonly open: (path: string, keep?: boolean, line?: number, column?: number) => void;
  readonly close: (path: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly step: (step: 1 | -1) => void;
}

/** The open tabs: remembered per person and project; the address says which one shows (`?file=…&line=…`). */
export function useWorkbenchTabs(): WorkbenchTabs {
  const { fileHref, href } = useProject();
  const { byPath, loading } = useFiles();
  const router = useRouter();
  const asked = useSearchParams();
  const [stored, setStored] = usePreference<OpenTabs>('tabs', tabsSchema, NO_TABS);
  const [goTo, setGoTo] = useState<GoTo>();
  const file = asked.get('file') ?? undefined;
  const line = asked.get('line');
  const tabs = useMemo(() => {
    const there = loading ? stored : keepTabs(stored, (path) => byPath.has(path));
    return file && (loading || byPath.has(file)) ? openTab(there, file, there.preview !== file) : there;
  }, [stored, file, byPath, loading]);
  const seen = useRef<string>(undefined);
  const show = useCallback(
    (next: OpenTabs) => {
      setStored(next);
      // Our own address is no news: the focus stays where the choice was made.
      seen.current = `${next.current ?? ''}:`;
      router.replace(next.current ? fileHref(next.current) : href(''), { scroll: false });
    },
    [setStored, router, fileHref, href],
  );
  // Another screen or the palette came with an address: it becomes a tab that stays, and the text has the focus.
  useEffect(() => {
    if (!file || loading) return;
    const key = `${file}:${line ?? ''}`;
    if (seen.current === key) return;
    seen.current = key;
    if (stored.current !== file || !stored.open.includes(file)) setStored(tabs);
    setGoTo(line ? { line: Number(line) || 1 } : {});
  }, [file, line, loading, stored, tabs, setStored]);
  return {
    tabs,
    goTo,
    open: (path, keep = true, at, column) => {
      if (at !== undefined) setGoTo({ line: at, column });
      show(openTab(tabs, path, keep));
    },
    close: (path) => show(closeTab(tabs, path)),
    rename: (from, to) => show(renameTab(tabs, from, to)),
    step: (step) => show(stepTab(tabs, step)),
  };
}
