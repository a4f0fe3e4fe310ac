import type { InboxKind } from '#lib/contracts/task.ts';

/** What a letter tells of. */
export interface MailFacts {
  readonly kind: InboxKind;
  readonly project: { readonly name: string; readonly slug: string };
  readonly by: string | undefined;
  readonly task: { readonly number: number; readonly title: string } | undefined;
  readonly run: { readonly number: number } | undefined;
  readonly text: string;
}

const did: Readonly<Record<InboxKind, (by: string, what: string) => string>> = {
  assigned: (by, what) => `${by} assigned ${what} to you`,
  review_wanted: (by, what) => `${by} asks you to review ${what}`,
  mentioned: (by, what) => `${by} mentioned you in ${what}`,
  changed: (by, what) => `${by} changed ${what}`,
  commented: (by, what) => `${by} wrote about ${what}`,
  run_failed: (_, what) => `${what} failed`,
};

/** Subject and text of a letter: plain text, one link. */
export function mailText(facts: MailFacts, address: string): { subject: string; text: string } {
  const { kind, project, by = 'Somebody', task, run, text } = facts;
  const what = task ? `FT-${task.number} ${task.title}` : `run ${run?.number ?? ''}`.trim();
  const path = task ? `board?task=${task.number}` : `runs/${run?.number ?? ''}`;
  const sentence = did[kind](by, what);
  const lines = [
    `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`,
    ...(text ? ['', text] : []),
    '',
    `${address}/p/${project.slug}/${path}`,
  ];
  // A line end in a title would begin another header.
  return { subject: `[${project.name}] ${sentence}`.replaceAll(/[\r\n]+/g, ' '), text: lines.join('\n') };
}
