'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { Button, FailureCard, Kbd, Spinner } from '#components/ui/index.ts';
import type { PreviewResult } from '#lib/contracts/api.ts';
import { Outputs } from './outputs.tsx';
import styles from './panel.module.css';
import type { PreviewControl } from './use-preview.ts';

// The grid is a third of a megabyte; it comes with the first rows.
const ResultsGrid = dynamic(() => import('./grid.tsx').then(({ ResultsGrid: Grid }) => Grid), { ssr: false });

/** The rows of the last preview, or how to get some. */
export function ResultsTab({
  preview,
  onBuild,
  onRun,
  onGo,
}: {
  readonly preview: PreviewControl;
  readonly onBuild: (() => void) | undefined;
  /** On a phone, where there are no keys. */
  readonly onRun?: () => void;
  readonly onGo: (path: string, line?: number, column?: number) => void;
}) {
  const { state, result, problem } = preview;
  if (state === 'failed' && problem) {
    return (
      <div className={styles.scroll}>
        <div className={styles.failure}>
          <FailureCard
            title="The preview stopped"
            problem={problem}
            onOpen={problem.path ? () => onGo(problem.path ?? '', problem.line, problem.column) : undefined}
            action={
              <>
                {onBuild && problem.code === 'sql.relation_missing' && (
                  <Button size="small" onClick={onBuild}>
                    Build it with upstream
                  </Button>
                )}
                <Button
                  size="small"
                  variant="ghost"
                  onClick={() => preview.request && void preview.run(preview.request)}
                >
                  Try again
                </Button>
              </>
            }
          />
        </div>
        {result && result.outputs.length > 0 && <Outputs outputs={result.outputs} />}
      </div>
    );
  }
  return (
    <div className={styles.fill} aria-busy={state === 'running'}>
      {result ? (
        <Shown result={result} preview={preview} />
      ) : (
        state !== 'running' && <HowTo cancelled={state === 'cancelled'} onRun={onRun} />
      )}
      {state === 'running' && <Running since={preview.startedAt} onCancel={preview.cancel} />}
    </div>
  );
}

function Shown({ result, preview }: { readonly result: PreviewResult; readonly preview: PreviewControl }) {
  return (
    <>
      {result.outputs.length > 0 && <Outputs outputs={result.outputs} />}
      {result.columns.length > 0 && (
        <div className={styles.grid}>
          <ResultsGrid result={result} />
          {result.rows.length === 0 && (
            <p className={styles.noRows}>No rows. The query is right, its filter leaves none.</p>
          )}
        </div>
      )}
      {result.more && (
        <div className={styles.more}>
          <Button
            size="small"
            variant="ghost"
            onClick={() => void preview.more()}
            disabled={preview.state === 'running'}
          >
            500 rows more
          </Button>
        </div>
      )}
    </>
  );
}

function Running({ since, onCancel }: { readonly since: number; readonly onCancel: () => void }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, now - since) / 1000;
  return (
    <div className={styles.running} role="status">
      <Spinner label="running" />
      <span className={styles.clock}>{seconds >= 0.2 ? `${seconds.toFixed(1)} s` : ''}</span>
      <Button size="small" variant="danger" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

function HowTo({ cancelled, onRun }: { readonly cancelled: boolean; readonly onRun?: () => void }) {
  const label = useKeyLabel();
  if (onRun) {
    return (
      <div className={styles.howTo}>
        {cancelled && <p>Cancelled. Nothing was written.</p>}
        <Button size="large" onClick={onRun}>
          Show its rows
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.howTo}>
      {cancelled && <p>Cancelled. Nothing was written.</p>}
      <dl>
        <dt>
          <Kbd bare>{label('mod+enter')}</Kbd>
        </dt>
        <dd>rows of what you run land here</dd>
        <dt>
          <Kbd bare>{label('mod+p')}</Kbd>
        </dt>
        <dd>open a file</dd>
        <dt>
          <Kbd bare>{label('mod+k')}</Kbd>
        </dt>
        <dd>everything else</dd>
      </dl>
    </div>
  );
}
