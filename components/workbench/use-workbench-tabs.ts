'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { GoTo } from '#components/editor/code-view.tsx';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { closeTab, keepTabs, NO_TABS, type OpenTabs, openTab, renameTabs, stepTab, tabsSchema } from './tabs.ts';

export interface WorkbenchTabs {
  readonly tabs: OpenTabs;
  readonly goTo: GoTo | undefined;
  readonly open: (path: string, keep?: boolean, line?: number, column?: number) => void;
  readonly close: (path: string) => void;
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
  const also = asked.getAll('also').join('\n');
  const nowCalled = useNames();
  const tabs = useMemo(() => {
    const named = renameTabs(stored, nowCalled);
    const there = loading ? named : keepTabs(named, (path) => byPath.has(path));
    const asks = file && nowCalled(file);
    if (!asks || !(loading || byPath.has(asks))) return there;
    // More files stand in the address where a task is started: they open beside the one that shows.
    const beside = also.split('\n').filter((path) => byPath.has(path));
    const all = beside.reduce((open, path) => openTab(open, path, true), there);
    return openTab(all, asks, all.preview !== asks);
  }, [stored, file, also, byPath, loading, nowCalled]);
  const seen = useRef<string>(undefined);
  const going = useRef<{ readonly from: string | undefined; readonly to: string | undefined }>(undefined);
  const show = useCallback(
    (next: OpenTabs) => {
      setStored(next);
      // Our own address is no news: the focus stays where the choice was made.
      seen.current = `${next.current ?? ''}:`;
      going.current = { from: file, to: next.current };
      router.replace(next.current ? fileHref(next.current) : href(''), { scroll: false });
    },
    [file, setStored, router, fileHref, href],
  );
  // A file that was renamed, by whomever, keeps its tab and gets its address.
  useEffect(() => {
    const named = renameTabs(stored, nowCalled);
    if (named !== stored) show(named);
  }, [stored, nowCalled, show]);
  // Another screen or the palette came with an address: it becomes a tab that stays, and the text has the focus.
  useEffect(() => {
    // Our own address is on its way: the one that stands there still is no wish.
    if (going.current?.from === file && going.current?.to !== file) return;
    going.current = undefined;
    if (!file || loading) return;
    const key = `${file}:${line ?? ''}`;
    if (seen.current === key) return;
    seen.current = key;
    if (also !== '' || stored.current !== file || !stored.open.includes(file)) setStored(tabs);
    setGoTo({ path: nowCalled(file), ...(line ? { line: Number(line) || 1 } : {}) });
  }, [file, line, also, loading, stored, tabs, setStored, nowCalled]);
  return {
    tabs,
    goTo,
    open: (path, keep = true, at, column) => {
      if (at !== undefined) setGoTo({ path, line: at, column });
      show(openTab(tabs, path, keep));
    },
    close: (path) => show(closeTab(tabs, path)),
    step: (step) => show(stepTab(tabs, step)),
  };
}

/** What a path that was seen on this page is called now, by its document: a renamed file is the same file. */
function useNames(): (path: string) => string {
  const { files, byPath } = useFiles();
  const seen = useRef<Map<string, string>>(new Map());
  return useMemo(() => {
    const now = new Map<string, string>(files.map(({ documentId, path }) => [documentId, path]));
    for (const { documentId, path } of files) seen.current.set(path, documentId);
    return (path) => (byPath.has(path) ? path : (now.get(seen.current.get(path) ?? '') ?? path));
  }, [files, byPath]);
}
