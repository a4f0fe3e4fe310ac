'use client';
import { CaseSensitive, ChevronDown, ChevronRight, Regex, ReplaceAll, WholeWord, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import explorer from '#components/explorer/explorer.module.css';
import { useProject } from '#components/shell/project-context.tsx';
import { Button, Dialog, IconButton, Input, Note, StateMark } from '#components/ui/index.ts';
import type { SearchQuery } from './query.ts';
import { Results } from './results.tsx';
import styles from './search.module.css';
import type { FileMatches } from './search.ts';
import type { SearchState } from './state.ts';
import { useReplace } from './use-replace.ts';
import { useSearch } from './use-search.ts';

/** Finds and replaces over all drafts as they are now. */
export function SearchPanel({
  state,
  onState,
  onGo,
  onClose,
}: {
  readonly state: SearchState;
  readonly onState: (state: SearchState) => void;
  readonly onGo: (path: string, line: number, column: number) => void;
  readonly onClose: () => void;
}) {
  const { mayEdit } = useProject();
  const { query, put, replacing } = state;
  const { outcome, busy } = useSearch(query, replacing ? put : '');
  const [passed, setPassed] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const found = outcome?.type === 'found' ? outcome : undefined;
  const files = useMemo(() => without(found?.result.files ?? [], passed), [found, passed]);
  const count = files.reduce((sum, { matches }) => sum + matches.length, 0);
  const replace = useReplace(query, found?.texts);
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again, the field has the focus again
  useEffect(() => field.current?.select(), [state.asked]);
  const set = (change: Partial<SearchQuery>) => {
    setPassed(new Set());
    onState({ ...state, query: { ...query, ...change } });
  };
  return (
    <section
      className={explorer.explorer}
      aria-label="Search"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className={explorer.head}>
        <h2>Search</h2>
        <IconButton label="Close search" keys="Esc" onClick={onClose}>
          <X size={14} strokeWidth={1.6} />
        </IconButton>
      </header>
      <div className={styles.form}>
        <div className={styles.line}>
          <IconButton
            label={replacing ? 'Search only' : 'Replace too'}
            disabled={!mayEdit}
            onClick={() => onState({ ...state, replacing: !replacing })}
          >
            {replacing ? <ChevronDown size={13} strokeWidth={1.6} /> : <ChevronRight size={13} strokeWidth={1.6} />}
          </IconButton>
          <Input
            ref={field}
            label="Search for"
            hideLabel
            placeholder="Search"
            value={query.text}
            autoFocus
            spellCheck={false}
            onChange={(event) => set({ text: event.target.value })}
            end={<Toggles query={query} onChange={set} />}
          />
        </div>
        {replacing && (
          <div className={styles.line}>
            <span className={styles.indent} />
            <Input
              label="Replace with"
              hideLabel
              placeholder="Replace"
              value={put}
              spellCheck={false}
              onChange={(event) => onState({ ...state, put: event.target.value })}
            />
            <IconButton label="Replace all" disabled={count === 0} onClick={() => setAsking(true)}>
              <ReplaceAll size={14} strokeWidth={1.6} />
            </IconButton>
          </div>
        )}
        <div className={styles.globs}>
          <Input
            label="Files to include"
            hideLabel
            placeholder="Only in, e.g. models/**, *.py"
            value={query.include}
            spellCheck={false}
            onChange={(event) => set({ include: event.target.value })}
          />
          <Input
            label="Files to exclude"
            hideLabel
            placeholder="Not in, e.g. seeds, *.csv"
            value={query.exclude}
            spellCheck={false}
            onChange={(event) => set({ exclude: event.target.value })}
          />
        </div>
      </div>
      <p className={styles.said} role="status">
        {query.text === ''
          ? 'All drafts are searched, as everyone has typed them by now.'
          : said(count, files.length, found?.result.cut ?? false, busy)}
      </p>
      {outcome?.type === 'wrong' && (
        <Note tone="warn" icon={<StateMark status="warned" />}>
          The regular expression can’t be read. {outcome.why}
        </Note>
      )}
      {outcome?.type === 'slow' && (
        <Note tone="warn" icon={<StateMark status="warned" />}>
          This regular expression takes too long and was ended after 3 seconds. Repetitions inside of repetitions, as in
          (a+)+, do that.
        </Note>
      )}
      {found && (
        <Results
          files={files}
          replacing={replacing && mayEdit}
          onGo={onGo}
          onReplace={(chosen) => void replace(chosen)}
          onPass={(keys) => setPassed(new Set([...passed, ...keys]))}
        />
      )}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`Replace ${count} ${count === 1 ? 'match' : 'matches'} in ${files.length} ${files.length === 1 ? 'file' : 'files'}?`}
        description="Everyone sees it at once, and it can be taken back as one step. The list shows what each place becomes."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button
              variant="primary"
              onClick={() => {
                setAsking(false);
                void replace(files);
              }}
            >
              Replace all
            </Button>
          </>
        }
      >
        {null}
      </Dialog>
    </section>
  );
}

function Toggles({
  query,
  onChange,
}: {
  readonly query: SearchQuery;
  readonly onChange: (change: Partial<SearchQuery>) => void;
}) {
  return (
    <span className={styles.toggles}>
      <IconButton label="Match case" on={query.matchCase} onClick={() => onChange({ matchCase: !query.matchCase })}>
        <CaseSensitive size={14} strokeWidth={1.6} />
      </IconButton>
      <IconButton label="Whole words" on={query.wholeWord} onClick={() => onChange({ wholeWord: !query.wholeWord })}>
        <WholeWord size={14} strokeWidth={1.6} />
      </IconButton>
      <IconButton label="Regular expression" on={query.regex} onClick={() => onChange({ regex: !query.regex })}>
        <Regex size={13} strokeWidth={1.6} />
      </IconButton>
    </span>
  );
}

function said(count: number, files: number, cut: boolean, busy: boolean): string {
  if (count === 0) return busy ? 'Searching…' : 'Nothing found.';
  const more = cut ? 'more than ' : '';
  return `${more}${count} ${count === 1 ? 'match' : 'matches'} in ${files} ${files === 1 ? 'file' : 'files'}`;
}

/** What was put aside stays so until something else is looked for. */
function without(files: readonly FileMatches[], passed: ReadonlySet<string>): readonly FileMatches[] {
  if (passed.size === 0) return files;
  return files.flatMap(({ path, matches }) => {
    const left = matches.filter(({ line, column }) => !passed.has(`${path}:${line}:${column}`));
    return left.length > 0 && !passed.has(path) ? [{ path, matches: left }] : [];
  });
}
