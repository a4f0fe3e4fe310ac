'use client';
import { formatCounted } from '#components/charts/format.ts';
import { Button, StateMark } from '#components/ui/index.ts';
import type { Finding } from '#lib/contracts/train.ts';
import styles from './features.module.css';

/** What the check found: what blocks, what warns, what passed. A finding and its feature's row light up together. */
export function Findings({
  findings,
  marked,
  mayEdit,
  onMark,
  onLeaveOut,
}: {
  readonly findings: readonly Finding[];
  readonly marked: string | undefined;
  readonly mayEdit: boolean;
  readonly onMark: (feature: string | undefined) => void;
  readonly onLeaveOut: (feature: string) => void;
}) {
  const blocks = findings.filter(({ level }) => level === 'error');
  const warns = findings.filter(({ level }) => level === 'warn');
  const passed = findings.filter(({ level }) => level === 'passed');
  return (
    <aside className={styles.findings} aria-label="Findings">
      <header>
        <h2>Findings</h2>
        <span>
          <StateMark status={blocks.length === 0 ? 'passed' : 'failed'} />
          {blocks.length === 0 ? 'nothing blocks' : `${blocks.length} block`}
        </span>
        {warns.length > 0 && (
          <span>
            <StateMark status="warned" />
            {warns.length} warn
          </span>
        )}
      </header>
      {[...blocks, ...warns].map((finding) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only lights the row
        <section
          key={`${finding.code}:${finding.feature ?? ''}:${finding.message}`}
          className={styles.finding}
          data-level={finding.level}
          data-marked={marked !== undefined && finding.feature === marked}
          onMouseEnter={() => onMark(finding.feature)}
        >
          <h3>
            <StateMark status={finding.level === 'error' ? 'failed' : 'warned'} />
            {titleOf(finding)}
          </h3>
          <p>
            {finding.message}
            {finding.rows !== undefined && finding.rows > 0 && ` (${formatCounted(finding.rows, 'row')})`}
          </p>
          {finding.feature && mayEdit && (
            <div className={styles.findingActs}>
              <Button size="small" onClick={() => onLeaveOut(finding.feature ?? '')}>
                Leave out
              </Button>
            </div>
          )}
        </section>
      ))}
      {passed.length > 0 && (
        <>
          <h2 className={styles.second}>Passed</h2>
          <ul className={styles.passed}>
            {passed.map((finding) => (
              <li key={`${finding.code}:${finding.message}`}>
                <StateMark status="passed" />
                {finding.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

/** `feature.mostly_missing` of `gust_ms` → `gust_ms: mostly missing`. */
export function titleOf({ code, feature }: Finding): string {
  const words = (code.split('.').at(-1) ?? code).replaceAll(/[_-]/g, ' ');
  return feature ? `${feature}: ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}
