'use client';

import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, Check, Dialog, Input, Spinner } from '#components/ui/index.ts';
import type { ImportFrom } from '#lib/client/imports.ts';
import styles from './import.module.css';
import { ProblemNote } from './problem-note.tsx';
import { ReportView } from './report-view.tsx';
import { SourceStep } from './source-step.tsx';
import { type Import, type ImportStep, useImport } from './use-import.ts';

/** Brings a dbt project in: what it holds is told first, then the person says yes. */
export function ImportDialog(props: {
  /** What was dropped on the page already. */
  readonly dropped?: () => Promise<ImportFrom>;
  readonly onClose: () => void;
}): ReactNode {
  const bringing = useImport();
  const { step, read } = bringing;
  const { dropped } = props;
  const begun = useRef<typeof dropped>(undefined);
  useEffect(() => {
    // Strict mode calls an effect twice: what was dropped is sent once.
    if (!dropped || begun.current === dropped) return;
    begun.current = dropped;
    void read(dropped);
  }, [dropped, read]);
  const onOpenChange = (open: boolean): void => {
    if (!open) props.onClose();
  };
  if (step.type === 'report') {
    return <ReportDialog key={step.report.root} bringing={bringing} step={step} onOpenChange={onOpenChange} />;
  }
  return (
    <Dialog open onOpenChange={onOpenChange} title="Bring a dbt project" width={560}>
      {step.type === 'source' && <SourceStep problem={step.problem} onBring={(bring) => void read(bring)} />}
      {step.type === 'reading' && (
        <p className={styles.reading} role="status">
          <Spinner /> Reading the project; nothing is made yet.
        </p>
      )}
      {step.type === 'choose' && <ChooseStep step={step} onChoose={(root) => void read(async () => step.from, root)} />}
    </Dialog>
  );
}

function ChooseStep(props: {
  readonly step: Extract<ImportStep, { type: 'choose' }>;
  readonly onChoose: (root: string) => void;
}): ReactNode {
  return (
    <>
      <p className={styles.lead}>There are several projects in it. Which one?</p>
      <ul className={styles.roots}>
        {props.step.roots.map((root) => (
          <li key={root}>
            <Button wide onClick={() => props.onChoose(root)}>
              {root === '' ? 'the top folder' : root}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function ReportDialog(props: {
  readonly bringing: Import;
  readonly step: Extract<ImportStep, { type: 'report' }>;
  readonly onOpenChange: (open: boolean) => void;
}): ReactNode {
  const { report, making, problem } = props.step;
  const [name, setName] = useState(report.name);
  const [allowPython, setAllowPython] = useState(false);
  const python = report.inProcessPython.length > 0;
  const make = (): void => void props.bringing.make(name, allowPython);
  return (
    <Dialog
      open
      onOpenChange={props.onOpenChange}
      title="Import report"
      description={`${report.files.toLocaleString('en')} files from ${props.step.from.type === 'zip' ? props.step.from.name : `${props.step.from.path}, branch ${props.step.from.branch}`}. Nothing is made yet.`}
      width={680}
      actions={
        <>
          <Button variant="ghost" icon={<ArrowLeft size={14} strokeWidth={1.6} />} onClick={props.bringing.restart}>
            Another
          </Button>
          <Button
            variant="primary"
            type="submit"
            form="import-project"
            loading={making}
            disabled={name.trim() === '' || (python && !allowPython)}
          >
            Import
          </Button>
        </>
      }
    >
      <ReportView report={report} />
      <form
        id="import-project"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        {python && (
          <Check
            label="As an owner I allow these texts to create Python functions inside the database’s process"
            checked={allowPython}
            onChange={setAllowPython}
          />
        )}
        <Input
          label="Name"
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint="Also names its schema in the data database."
        />
        {problem && <ProblemNote problem={problem} />}
      </form>
    </Dialog>
  );
}
