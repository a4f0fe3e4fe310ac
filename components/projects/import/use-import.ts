import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { askReport, type ImportFrom, makeImport } from '#lib/client/imports.ts';
import { type Problem, ProblemError } from '#lib/contracts/problem.ts';
import type { ImportReport } from '#lib/contracts/transfer.ts';

/** Where bringing a project stands. */
export type ImportStep =
  | { readonly type: 'source'; readonly problem?: Problem }
  | { readonly type: 'reading' }
  | { readonly type: 'choose'; readonly from: ImportFrom; readonly roots: readonly string[] }
  | {
      readonly type: 'report';
      readonly from: ImportFrom;
      readonly report: ImportReport;
      readonly making: boolean;
      readonly problem?: Problem;
    };

export interface Import {
  readonly step: ImportStep;
  /** Reads what was brought and shows its report. Packing a folder is part of the wait. */
  readonly read: (bring: () => Promise<ImportFrom>, root?: string) => Promise<void>;
  readonly make: (name: string, allowPython: boolean) => Promise<void>;
  readonly restart: () => void;
}

/** Brings a project in: source → report → project. */
export function useImport(): Import {
  const router = useRouter();
  const [step, setStep] = useState<ImportStep>({ type: 'source' });
  const read: Import['read'] = async (bring, root) => {
    setStep({ type: 'reading' });
    try {
      const from = await bring();
      const answer = await askReport(from, root);
      if (answer.type === 'choose') setStep({ type: 'choose', from, roots: answer.roots });
      else setStep({ type: 'report', from, report: answer.report, making: false });
    } catch (error) {
      setStep({ type: 'source', problem: problemOf(error) });
    }
  };
  const make: Import['make'] = async (name, allowPython) => {
    if (step.type !== 'report' || step.making) return;
    const { from, report } = step;
    setStep({ type: 'report', from, report, making: true });
    try {
      const { slug } = await makeImport(from, { name, root: report.root, allowPython });
      router.push(`/p/${slug}`);
    } catch (error) {
      setStep({ type: 'report', from, report, making: false, problem: problemOf(error) });
    }
  };
  return { step, read, make, restart: () => setStep({ type: 'source' }) };
}

/** A browser's own failure has no remedy of ours: a file that changed while it was read. */
function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'import.unreadable', severity: 'error', message, remedy: 'Choose the folder again, or a zip of it.' };
}
