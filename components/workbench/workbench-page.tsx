'use client';
import { useQuery } from '@tanstack/react-query';
import { PanelRight } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { CursorPlace } from '#components/editor/code-view.tsx';
import { useSaveState } from '#components/editor/documents.tsx';
import { usePresence } from '#components/editor/presence.tsx';
import { useProjectNodes } from '#components/graph/use-project-nodes.ts';
import { useLanguage } from '#components/language/use-language.tsx';
import { ResultsPanel, type ResultsTabId } from '#components/results/panel.tsx';
import { usePreview } from '#components/results/use-preview.ts';
import { RunPill } from '#components/runs/run-pill.tsx';
import { AppShell, StatusItem } from '#components/shell/app-shell.tsx';
import { languageName } from '#components/shell/file-kind.ts';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { useFiles } from '#components/shell/project-files.tsx';
import { SaveMark } from '#components/shell/save-mark.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import { useMedia } from '#components/shell/use-media.ts';
import { FailureCard, IconButton, StateMark } from '#components/ui/index.ts';
import { versionsQuery } from '#lib/client/queries.ts';
import { EditorPane, NothingOpen } from './editor-pane.tsx';
import { ExplorerPanel } from './explorer-panel.tsx';
import { FIRST_LAYOUT, layoutSchema, type WorkbenchLayout } from './layout.ts';
import { Panels } from './panels.tsx';
import { PhoneWorkbench } from './phone-workbench.tsx';
import { SidePanel } from './side-panel.tsx';
import { StartHere } from './start-here.tsx';
import { TabBar } from './tab-bar.tsx';
import { useKnowledge } from './use-knowledge.ts';
import { useSettled } from './use-settled.ts';
import { useWorkbenchPrimary } from './use-workbench-primary.tsx';
import { useWorkbenchTabs } from './use-workbench-tabs.ts';
import styles from './workbench.module.css';

const NO_CURSOR: CursorPlace = { line: 1, column: 1, selection: '' };

/** The workbench: explorer, editor, results, and what is known of the node one works on. */
export function WorkbenchPage({ phone: phoneFirst }: { readonly phone: boolean }) {
  const { project, href } = useProject();
  const files = useFiles();
  const { problems } = useLanguage();
  const nodes = useProjectNodes(project.id);
  const { tabs, goTo, ...tabActs } = useWorkbenchTabs();
  const [layout, setLayout] = usePreference<WorkbenchLayout>('layout', layoutSchema, FIRST_LAYOUT);
  const [tab, setTab] = useState<ResultsTabId>('results');
  const [cursor, setCursor] = useState(NO_CURSOR);
  const [floating, setFloating] = useState<'explorer' | 'inspector'>();
  const phone = useMedia('(max-width: 639.98px)', phoneFirst);
  const path = tabs.current;
  const node = useMemo(
    () =>
      nodes.graph?.nodes.find((each) => each.path === path && each.kind !== 'test') ??
      nodes.graph?.nodes.find((each) => each.path === path),
    [nodes.graph, path],
  );
  const preview = usePreview(project.id, useSettled());
  const primary = useWorkbenchPrimary({
    nodes,
    node,
    path,
    selection: cursor.selection,
    preview,
    onResults: () => show('results'),
  });
  const go = (to: string, line?: number, column?: number) => tabActs.open(to, true, line, column);
  useKnowledge(nodes.graph ?? null, go);
  const { setPlace } = usePresence();
  useEffect(() => setPlace(path ? { path } : {}), [setPlace, path]);
  const { data: versions } = useQuery(versionsQuery(project.id));
  const changed = useChanged(files.files, versions?.[0]?.at);
  const change = (next: Partial<WorkbenchLayout>) => setLayout({ ...layout, ...next });
  const show = (next: ResultsTabId) => {
    setTab(next);
    if (!layout.bottomOpen) change({ bottomOpen: true });
  };
  const narrow = useMedia('(max-width: 1279.98px)');
  const toggle = (side: 'explorer' | 'inspector') => {
    const floats = side === 'inspector' ? narrow : narrow && window.innerWidth < 1024;
    if (floats) setFloating(floating === side ? undefined : side);
    else
      change(side === 'explorer' ? { explorerOpen: !layout.explorerOpen } : { inspectorOpen: !layout.inspectorOpen });
  };
  useHotkeys({
    'mod+b': () => toggle('explorer'),
    'mod+alt+b': () => toggle('inspector'),
    'mod+j': () => change({ bottomOpen: !layout.bottomOpen }),
    'alt+w': () => path && tabActs.close(path),
    escape: () => (floating ? setFloating(undefined) : false),
  });
  const results = (
    <ResultsPanel
      tab={tab}
      onTab={setTab}
      preview={preview}
      graph={nodes.graph ?? null}
      views={nodes.views}
      node={node}
      path={path}
      problems={problems}
      run={nodes.active.run}
      runNumber={nodes.active.summary?.number}
      maximised={layout.bottom > 480}
      onMaximise={phone ? undefined : (large) => change({ bottom: large ? 560 : FIRST_LAYOUT.bottom })}
      onGo={go}
      size={phone ? 'phone' : 'panel'}
    />
  );
  return (
    <AppShell
      screen="workbench"
      title={node?.name ?? path?.split('/').at(-1) ?? project.name}
      phoneMark={node && <StateMark status={nodes.views.get(node.id)?.status ?? 'new'} size={14} />}
      primary={primary}
      pill={<RunPill active={nodes.active} hrefOf={(number) => href(`runs/${number}`)} />}
      status={
        <StatusStart
          problems={problems.length}
          errors={problems.some(({ severity }) => severity === 'error')}
          onProblems={() => show('problems')}
        />
      }
      statusEnd={<StatusEnd path={path} cursor={cursor} />}
    >
      {files.problem ? (
        <div className={styles.still}>
          <FailureCard title="The project’s files did not come" problem={files.problem} />
        </div>
      ) : phone ? (
        <PhoneWorkbench nodes={nodes} node={node} path={path} results={results} onOpen={go} />
      ) : (
        <Panels
          layout={layout}
          onLayout={change}
          floating={floating}
          explorer={
            <ExplorerPanel
              nodes={nodes}
              current={path}
              text={path ? (files.byPath.get(path)?.text ?? '') : ''}
              changed={changed}
              onOpen={tabActs.open}
              onRenamed={tabActs.rename}
              onGo={(line) => path && go(path, line)}
            />
          }
          editor={
            <div className={styles.middle}>
              {tabs.open.length > 0 && (
                <div className={styles.tabs}>
                  <TabBar
                    tabs={tabs}
                    kindOf={(each) =>
                      nodes.graph?.nodes.find((found) => found.path === each && found.kind !== 'test')?.kind
                    }
                    onChoose={(each) => tabActs.open(each, false)}
                    onKeep={(each) => tabActs.open(each, true)}
                    onClose={tabActs.close}
                  />
                  <span className={styles.sideButtons}>
                    <IconButton label="Inspector" className={styles.onlyNarrow} onClick={() => toggle('inspector')}>
                      <PanelRight size={14} strokeWidth={1.6} />
                    </IconButton>
                  </span>
                </div>
              )}
              <EditorPane
                tabs={tabs}
                goTo={goTo}
                problems={problems}
                said={path && changed.has(path) ? `changed since version ${versions?.[0]?.number ?? ''}` : ''}
                onCursor={setCursor}
                onCompiled={() => show('compiled')}
                start={<Start nodes={nodes} onOpen={(each) => tabActs.open(each, true)} />}
              />
            </div>
          }
          bottom={results}
          inspector={<SidePanel nodes={nodes} node={node} onOpen={go} />}
        />
      )}
    </AppShell>
  );
}

/** Files written to since the newest version, by the server's clock. */
function useChanged(
  files: readonly { readonly path: string; readonly updatedAt: string }[],
  since: string | undefined,
): ReadonlySet<string> {
  return useMemo(() => {
    if (since === undefined) return new Set<string>();
    const then = Date.parse(since);
    return new Set(files.filter(({ updatedAt }) => Date.parse(updatedAt) > then).map(({ path }) => path));
  }, [files, since]);
}

/** Without an open file: the first step of an empty project, or how to open one. */
function Start({
  nodes,
  onOpen,
}: {
  readonly nodes: ReturnType<typeof useProjectNodes>;
  readonly onOpen: (path: string) => void;
}) {
  const all = nodes.graph?.nodes;
  if (!all) return null;
  if (all.some(({ kind }) => kind === 'train')) return <NothingOpen />;
  const data = all.find(({ kind }) => kind === 'source' || kind === 'seed');
  const model = all.find(({ kind }) => kind === 'model' || kind === 'python');
  const first = model ?? data;
  const reads =
    first?.kind === 'source'
      ? `source('${first.id.split('.').at(-2)}', '${first.name}')`
      : first && `ref('${first.name}')`;
  return <StartHere step={model ? 3 : data ? 2 : 1} firstNode={reads} onOpen={onOpen} />;
}

function StatusStart({
  problems,
  errors,
  onProblems,
}: {
  readonly problems: number;
  readonly errors: boolean;
  readonly onProblems: () => void;
}) {
  const state = useSaveState();
  return (
    <>
      <StatusItem>
        <SaveMark state={state === 'loading' ? 'stored' : state} />
      </StatusItem>
      <button type="button" className={styles.statusButton} onClick={onProblems}>
        {problems === 0 ? (
          'No problems'
        ) : (
          <>
            <StateMark status={errors ? 'failed' : 'warned'} silent />
            {problems} {problems === 1 ? 'problem' : 'problems'}
          </>
        )}
      </button>
    </>
  );
}

function StatusEnd({ path, cursor }: { readonly path: string | undefined; readonly cursor: CursorPlace }) {
  if (!path) return null;
  return (
    <>
      <StatusItem>{languageName(path)}</StatusItem>
      <StatusItem>
        Ln {cursor.line}, Col {cursor.column}
      </StatusItem>
      <StatusItem>LF</StatusItem>
    </>
  );
}
