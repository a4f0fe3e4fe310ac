'use client';
import { PanelLeft, PanelRight } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { SearchPanel } from '#components/search/search-panel.tsx';
import { NO_SEARCH } from '#components/search/state.ts';
import { useKeyLabel } from '#components/shell/platform.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import { useMedia } from '#components/shell/use-media.ts';
import { IconButton } from '#components/ui/index.ts';
import { EditorPane } from './editor-pane.tsx';
import { ExplorerPanel } from './explorer-panel.tsx';
import { Panels } from './panels.tsx';
import { SidePanel } from './side-panel.tsx';
import { Start } from './start.tsx';
import { TabBar } from './tab-bar.tsx';
import type { Workbench } from './use-workbench.ts';
import styles from './workbench.module.css';

/** The workbench on a wide screen: explorer, tabs over results, inspector. ⌘B, ⌘J and ⌥⌘B fold them. */
export function Desk({ bench, results }: { readonly bench: Workbench; readonly results: ReactNode }) {
  const { tabs, nodes, path, node, layout } = bench;
  const keys = useKeyLabel();
  const { floating, toggle, show } = useFloating(bench);
  const side = useSearchSide(bench, () => show('explorer'));
  return (
    <Panels
      layout={layout}
      onLayout={bench.setLayout}
      floating={floating}
      explorer={
        side.open ? (
          <SearchPanel state={side.state} onState={side.setState} onGo={bench.go} onClose={side.close} />
        ) : (
          <ExplorerPanel
            nodes={nodes}
            current={path}
            text={bench.stored ?? ''}
            changed={bench.changed}
            onOpen={bench.open}
            onGo={(line) => path && bench.go(path, line)}
            onSearch={side.ask}
          />
        )
      }
      editor={
        <div className={styles.middle}>
          <div className={tabs.open.length > 0 ? styles.tabs : `${styles.tabs} ${styles.onlyNarrow}`}>
            <IconButton
              label="Explorer"
              keys={keys('mod+b')}
              className={styles.onlySmall}
              onClick={() => toggle('explorer')}
            >
              <PanelLeft size={14} strokeWidth={1.6} />
            </IconButton>
            <TabBar
              tabs={tabs}
              kindOf={(each) => nodes.graph?.nodes.find((found) => found.path === each && found.kind !== 'test')?.kind}
              onChoose={(each) => bench.open(each, false)}
              onKeep={(each) => bench.open(each, true)}
              onClose={bench.close}
            />
            <IconButton
              label="Inspector"
              keys={keys('mod+alt+b')}
              className={styles.onlyNarrow}
              onClick={() => toggle('inspector')}
            >
              <PanelRight size={14} strokeWidth={1.6} />
            </IconButton>
          </div>
          <EditorPane
            tabs={tabs}
            goTo={bench.goTo}
            stored={bench.stored}
            problems={bench.marked}
            said={path && bench.changed.has(path) ? `changed since version ${bench.versionNumber ?? ''}` : ''}
            onCursor={bench.cursor.set}
            onCompiled={() => bench.showTab('compiled')}
            start={<Start nodes={nodes} onOpen={(each) => bench.open(each, true)} />}
          />
        </div>
      }
      bottom={results}
      inspector={<SidePanel nodes={nodes} node={node} onOpen={bench.go} />}
    />
  );
}

/** Folds panels beside each other; where there is no room, one floats at a time and Escape takes it away. */
function useFloating({ layout, setLayout, path, close }: Workbench) {
  const [floating, setFloating] = useState<'explorer' | 'inspector'>();
  const narrow = useMedia('(max-width: 1279.98px)');
  const small = useMedia('(max-width: 1023.98px)');
  // What was looked for is open now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file is what closes it
  useEffect(() => setFloating(undefined), [path]);
  const toggle = (side: 'explorer' | 'inspector') => {
    if (side === 'inspector' ? narrow : small) setFloating(floating === side ? undefined : side);
    else if (side === 'explorer') setLayout({ explorerOpen: !layout.explorerOpen });
    else setLayout({ inspectorOpen: !layout.inspectorOpen });
  };
  useHotkeys({
    'mod+b': () => toggle('explorer'),
    'mod+alt+b': () => toggle('inspector'),
    'mod+j': () => setLayout({ bottomOpen: !layout.bottomOpen }),
    'alt+w': () => path && close(path),
    escape: () => (floating ? setFloating(undefined) : false),
  });
  const show = (side: 'explorer') => {
    if (small) setFloating(side);
    else if (!layout.explorerOpen) setLayout({ explorerOpen: true });
  };
  return { floating, toggle, show };
}

/** Search stands where the explorer stands; ⇧⌘F asks for it, with what is selected in the text. */
function useSearchSide({ cursor }: Workbench, onShow: () => void) {
  const [open, setOpen] = useState(false);
  const [state, setState] = useState(NO_SEARCH);
  const ask = () => {
    const { selection } = cursor.get();
    const picked = selection !== '' && !selection.includes('\n') ? { text: selection, regex: false } : {};
    setState((before) => ({ ...before, query: { ...before.query, ...picked }, asked: before.asked + 1 }));
    setOpen(true);
    onShow();
  };
  useHotkeys({ 'mod+shift+f': ask });
  return { open, state, setState, ask, close: () => setOpen(false) };
}
