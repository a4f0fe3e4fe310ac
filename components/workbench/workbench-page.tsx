'use client';
import { useSyncExternalStore } from 'react';
import { formatCounted } from '#components/charts/format.ts';
import { useSaveState } from '#components/editor/documents.tsx';
import { selectorOf } from '#components/graph/commands.ts';
import { NodeInspector } from '#components/inspector/node-inspector.tsx';
import { Sql } from '#components/results/compiled-tab.tsx';
import { ResultsPanel } from '#components/results/panel.tsx';
import { RunPill } from '#components/runs/run-pill.tsx';
import { AppShell, StatusItem } from '#components/shell/app-shell.tsx';
import { languageName } from '#components/shell/file-kind.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { SaveMark } from '#components/shell/save-mark.tsx';
import { useMedia } from '#components/shell/use-media.ts';
import { FailureCard, StateMark } from '#components/ui/index.ts';
import type { ProjectFile } from '#lib/contracts/api.ts';
import { Desk } from './desk.tsx';
import { FIRST_LAYOUT } from './layout.ts';
import { PhoneWorkbench } from './phone-workbench.tsx';
import { useWorkbench, type Workbench } from './use-workbench.ts';
import { useWorkbenchPrimary } from './use-workbench-primary.tsx';
import styles from './workbench.module.css';

/** The workbench: explorer, editor, results, and what is known of the node one works on. */
export function WorkbenchPage({
  phone: phoneFirst,
  first,
}: {
  readonly phone: boolean;
  /** What the file says that shows first. */
  readonly first: ProjectFile | undefined;
}) {
  const { project, href } = useProject();
  const files = useFiles();
  const bench = useWorkbench(first);
  const phone = useMedia('(max-width: 639.98px)', phoneFirst);
  const { nodes, node, path } = bench;
  const primary = useWorkbenchPrimary({
    ...bench,
    selection: useSyncExternalStore(bench.cursor.subscribe, bench.cursor.selection, bench.cursor.selection),
    onResults: () => bench.showTab('results'),
  });
  const results = (line?: number) => (
    <Results bench={bench} onRun={phone ? primary.onAct : undefined} phone={phone} line={line} />
  );
  return (
    <AppShell
      screen="workbench"
      title={node?.name ?? path?.split('/').at(-1) ?? project.name}
      phoneMark={node && <StateMark status={nodes.views.get(node.id)?.status ?? 'new'} size={14} />}
      primary={primary}
      pill={<RunPill active={nodes.active} hrefOf={(number) => href(`runs/${number}`)} />}
      status={<StatusStart bench={bench} />}
      statusEnd={<StatusEnd bench={bench} />}
    >
      {files.problem ? (
        <div className={styles.refused}>
          <FailureCard title="The project’s files did not come" problem={files.problem} />
        </div>
      ) : phone ? (
        <PhoneWorkbench bench={bench} results={results} />
      ) : (
        <Desk bench={bench} results={results()} />
      )}
    </AppShell>
  );
}

function Results({
  bench,
  phone,
  line,
  onRun,
}: {
  readonly bench: Workbench;
  readonly phone: boolean;
  /** Of the text that is read on a phone. */
  readonly line: number | undefined;
  readonly onRun: (() => void) | undefined;
}) {
  const { mayEdit } = useProject();
  const { nodes, node, layout } = bench;
  const onPhone = {
    onRun,
    node: node ? <NodeInspector nodes={nodes} node={node} onOpenFile={bench.go} /> : null,
    text: <Sql sql={bench.stored ?? ''} line={line} />,
  };
  return (
    <ResultsPanel
      tab={bench.tab}
      onTab={bench.showTab}
      preview={bench.preview}
      onBuild={bench.build.may ? () => bench.build.start('run-upstream') : undefined}
      graph={nodes.graph ?? null}
      views={nodes.views}
      node={node}
      path={bench.path}
      problems={bench.problems}
      run={nodes.active.run}
      runNumber={nodes.active.summary?.number}
      maximised={layout.bottom > 480}
      onMaximise={phone ? undefined : (large) => bench.setLayout({ bottom: large ? 560 : FIRST_LAYOUT.bottom })}
      onGo={bench.go}
      onTest={
        mayEdit ? (test) => void bench.build.runs.start({ command: 'test', select: [selectorOf(test)] }) : undefined
      }
      phone={phone ? onPhone : undefined}
    />
  );
}

function StatusStart({ bench: { nodes, problems, showTab } }: { readonly bench: Workbench }) {
  const state = useSaveState();
  const errors = problems.some(({ severity }) => severity === 'error');
  return (
    <>
      <StatusItem>
        <SaveMark state={state} />
      </StatusItem>
      <button type="button" className={styles.statusButton} onClick={() => showTab('problems')}>
        {problems.length > 0 && <StateMark status={errors ? 'failed' : 'warned'} silent />}
        {nodes.graph
          ? problems.length === 0
            ? 'No problems'
            : formatCounted(problems.length, 'problem')
          : 'Reading the project …'}
      </button>
    </>
  );
}

function StatusEnd({ bench: { path, cursor } }: { readonly bench: Workbench }) {
  const { line, column } = useSyncExternalStore(cursor.subscribe, cursor.get, cursor.get);
  if (!path) return null;
  return (
    <>
      <StatusItem>{languageName(path)}</StatusItem>
      <StatusItem>
        Ln {line}, Col {column}
      </StatusItem>
      <StatusItem>LF</StatusItem>
    </>
  );
}
