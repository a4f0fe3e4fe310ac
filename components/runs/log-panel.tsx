'use client';
import { Download } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatTime } from '#components/charts/format.ts';
import { IconButton, Segment, StateMark } from '#components/ui/index.ts';
import type { LogLine } from './live.ts';
import styles from './log.module.css';

type Level = 'all' | 'warnings';
const SHOWN = 1500;

/** The log of a run, live: of one step or all, from a level, with words searched. Stays at its foot until one scrolls up. */
export function LogPanel({
  log,
  names,
  chosen,
  onAll,
  fileName,
}: {
  readonly log: readonly LogLine[];
  readonly names: ReadonlyMap<string, string>;
  readonly chosen: string | undefined;
  readonly onAll: () => void;
  readonly fileName: string;
}) {
  const [level, setLevel] = useState<Level>('all');
  const [words, setWords] = useState('');
  const lines = useMemo(() => filterLog(log, chosen, level === 'warnings', words), [log, chosen, level, words]);
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line moves the foot
  useEffect(() => {
    if (follows.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const text = () => lines.map((line) => `${line.at} ${line.level} ${nameOf(line, names)} ${line.text}`).join('\n');
  return (
    <section className={styles.log} aria-label="Log">
      <header className={styles.logHead}>
        <h2>Log</h2>
        <span className={styles.push} />
        {chosen && (
          <Segment
            label="Steps in the log"
            value="one"
            onChange={(value) => value === 'all' && onAll()}
            options={[
              { value: 'one', label: names.get(chosen) ?? chosen },
              { value: 'all', label: 'All steps' },
            ]}
          />
        )}
        <select
          aria-label="From level"
          className={styles.level}
          value={level}
          onChange={(event) => setLevel(event.target.value === 'all' ? 'all' : 'warnings')}
        >
          <option value="all">Everything</option>
          <option value="warnings">Warnings and errors</option>
        </select>
        <input
          className={styles.logSearch}
          type="search"
          placeholder="Search"
          aria-label="Search the log"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <IconButton label="Download the log" onClick={() => download(fileName, text())}>
          <Download size={14} />
        </IconButton>
      </header>
      <div
        ref={box}
        className={styles.lines}
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {lines.length > SHOWN && (
          <p className={styles.logNote}>The first {lines.length - SHOWN} lines are in the download.</p>
        )}
        {lines.slice(-SHOWN).map((line) => (
          <div key={line.seq} className={styles.line} data-level={line.level}>
            <time>{formatTime(line.at)}</time>
            <span className={styles.lineLevel}>
              {line.level === 'error' && <StateMark status="failed" />}
              {line.level === 'warn' && <StateMark status="warned" />}
              {line.level}
            </span>
            <span className={styles.lineNode}>{nameOf(line, names)}</span>
            <span className={styles.lineText}>{line.text}</span>
          </div>
        ))}
        {lines.length === 0 && (
          <p className={styles.logNote}>{log.length === 0 ? 'No line in the log.' : 'No line fits the filter.'}</p>
        )}
      </div>
    </section>
  );
}

export function filterLog(
  log: readonly LogLine[],
  step: string | undefined,
  warnings: boolean,
  words: string,
): readonly LogLine[] {
  const query = words.trim().toLowerCase();
  return log.filter(
    (line) =>
      (step === undefined || line.nodeId === step) &&
      (!warnings || line.level === 'warn' || line.level === 'error') &&
      (query === '' || line.text.toLowerCase().includes(query)),
  );
}

const nameOf = (line: LogLine, names: ReadonlyMap<string, string>): string =>
  line.nodeId === undefined ? 'run' : (names.get(line.nodeId) ?? line.nodeId);

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
