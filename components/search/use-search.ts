'use client';
import { useEffect, useRef, useState } from 'react';
import { useTextsNow } from '#components/editor/documents.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import type { SearchQuery } from './query.ts';
import { type Outcome, Searcher } from './searcher.ts';

const WAIT_MS = 120;

/** What is found in the drafts as they are now; looks again while somebody writes. */
export function useSearch(
  query: SearchQuery,
  put: string,
): { readonly outcome: Outcome | undefined; readonly busy: boolean } {
  const { files } = useFiles();
  const textsNow = useTextsNow();
  const searcher = useRef<Searcher>(undefined);
  const [outcome, setOutcome] = useState<Outcome>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const made = new Searcher();
    searcher.current = made;
    return () => made.close();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: files that came, went or were written are a reason to look again
  useEffect(() => {
    if (query.text === '') {
      setOutcome(undefined);
      return;
    }
    const timer = setTimeout(() => {
      setBusy(true);
      void searcher.current?.search(textsNow(), query, put).then((found) => {
        if (!found) return;
        setBusy(false);
        setOutcome(found);
      });
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [query, put, files, textsNow]);
  return { outcome, busy };
}
