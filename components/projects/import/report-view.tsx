import { type ReactNode, useState } from 'react';
import { Button, Chip, Note, StateMark } from '#components/ui/index.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { ImportReport } from '#lib/contracts/transfer.ts';
import styles from './import.module.css';

/** What was found, what will not work and where, what is kept and what is left out. */
export function ReportView({ report }: { readonly report: ImportReport }): ReactNode {
  const errors = report.problems.filter(({ severity }) => severity === 'error');
  const warnings = report.problems.filter(({ severity }) => severity === 'warning');
  return (
    <div className={styles.report}>
      <Found report={report} />
      {report.problems.length === 0 ? (
        <p className={styles.clean}>
          <StateMark status="fresh" /> Everything in it is supported.
        </p>
      ) : (
        <>
          <Problems title="Will not work" mark="failed" problems={errors} />
          <Problems title="To look at" mark="warned" problems={warnings} />
        </>
      )}
      {report.inProcessPython.length > 0 && <InProcess report={report} />}
      <Paths title="Kept byte for byte, not editable" rows={report.kept.map(({ path, why }) => ({ path, why }))} />
      <Paths
        title="Left out"
        rows={report.leftOut.map(({ path, files, why }) => ({
          path,
          why: path.endsWith('/') ? `${why} · ${files.toLocaleString('en')} files` : why,
        }))}
      />
    </div>
  );
}

function Found({ report }: { readonly report: ImportReport }): ReactNode {
  return (
    <>
      <ul className={styles.found} aria-label="Found">
        {report.found.map(({ kind, count, detail }) => (
          <li key={kind}>
            <b>{count.toLocaleString('en')}</b>
            <span>{plural(kind, count)}</span>
            {detail.length > 0 && (
              <small>{detail.map((each) => `${each.count.toLocaleString('en')} ${each.name}`).join(' · ')}</small>
            )}
          </li>
        ))}
      </ul>
      {report.packages.length > 0 && (
        <p className={styles.packages}>
          Packages that came along:{' '}
          {report.packages.map((name) => (
            <Chip key={name}>{name}</Chip>
          ))}
        </p>
      )}
    </>
  );
}

function plural(word: string, count: number): string {
  if (count === 1) return word;
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}

const FIRST = 5;

function Problems(props: {
  readonly title: string;
  readonly mark: 'failed' | 'warned';
  readonly problems: readonly Problem[];
}): ReactNode {
  const [all, setAll] = useState(false);
  const { title, mark, problems } = props;
  if (problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, FIRST);
  return (
    <section className={styles.section}>
      <h3>
        {title} <span>{problems.length.toLocaleString('en')}</span>
      </h3>
      <ul className={styles.problems}>
        {shown.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
          <li key={index}>
            <StateMark status={mark} silent />
            <p>
              <code>{placeOf(problem)}</code> {problem.message} <span>{problem.remedy}</span>
            </p>
          </li>
        ))}
      </ul>
      {shown.length < problems.length && (
        <Button size="small" variant="ghost" onClick={() => setAll(true)}>
          All {problems.length.toLocaleString('en')}
        </Button>
      )}
    </section>
  );
}

const placeOf = ({ path, line }: Problem): string => (path ? `${path}${line ? `:${line}` : ''}` : 'project');

function InProcess({ report }: { readonly report: ImportReport }): ReactNode {
  return (
    <Note tone="warn">
      <b>Python inside the database’s process.</b> These texts create functions that nothing fences. PostgreSQL lets
      only a superuser create them: a run of yours fails there until one has. The same code in functions/*.py runs
      behind Insitu’s fence.
      <ul className={styles.python}>
        {report.inProcessPython.map(({ path, line, text }) => (
          <li key={`${path}:${line}`}>
            <code>
              {path}:{line}
            </code>{' '}
            {text}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function Paths(props: {
  readonly title: string;
  readonly rows: readonly { readonly path: string; readonly why: string }[];
}): ReactNode {
  if (props.rows.length === 0) return null;
  return (
    <details className={styles.section}>
      <summary>
        {props.title} <span>{props.rows.length.toLocaleString('en')}</span>
      </summary>
      <ul className={styles.paths}>
        {props.rows.slice(0, 200).map(({ path, why }) => (
          <li key={path}>
            <code>{path}</code> <span>{why}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
