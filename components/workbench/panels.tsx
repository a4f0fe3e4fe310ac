'use client';
import { type ReactNode, useEffect } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator, usePanelRef } from 'react-resizable-panels';
import { useMedia } from '#components/shell/use-media.ts';
import { clamp, type WorkbenchLayout } from './layout.ts';
import styles from './workbench.module.css';

/**
 * Explorer, editor over results, inspector: what fits beside each other stands there, the rest
 * floats above and goes with Escape. Below 1280 the inspector floats, below 1024 the explorer too.
 */
export function Panels({
  layout,
  onLayout,
  floating,
  explorer,
  editor,
  bottom,
  inspector,
}: {
  readonly layout: WorkbenchLayout;
  readonly onLayout: (change: Partial<WorkbenchLayout>) => void;
  /** Which floating panel shows, when there is no room beside. */
  readonly floating: 'explorer' | 'inspector' | undefined;
  readonly explorer: ReactNode;
  readonly editor: ReactNode;
  readonly bottom: ReactNode;
  readonly inspector: ReactNode;
}) {
  const wide = useMedia('(min-width: 1280px)', true);
  const middle = useMedia('(min-width: 1024px)', true);
  const explorerPanel = usePanelRef();
  const inspectorPanel = usePanelRef();
  const bottomPanel = usePanelRef();
  useEffect(() => {
    const panel = bottomPanel.current;
    if (panel && Math.abs(panel.getSize().inPixels - layout.bottom) > 1) panel.resize(layout.bottom);
  }, [layout.bottom, bottomPanel]);
  // Only what a person drags is remembered: a window that gets smaller squeezes panels for a while.
  const remember = (_sizes: unknown, { isUserInteraction }: { readonly isUserInteraction: boolean }) => {
    if (!isUserInteraction) return;
    onLayout({
      ...sizeOf('explorer', explorerPanel.current, 200, 420),
      ...sizeOf('inspector', inspectorPanel.current, 280, 520),
      ...sizeOf('bottom', bottomPanel.current, 120, 2000),
    });
  };
  return (
    <>
      <Group orientation="horizontal" className={styles.group} onLayoutChanged={remember}>
        {middle && layout.explorerOpen && (
          <>
            <Panel
              id="explorer"
              panelRef={explorerPanel}
              defaultSize={layout.explorer}
              minSize={200}
              maxSize={420}
              groupResizeBehavior="preserve-pixel-size"
            >
              <div className={styles.side}>{explorer}</div>
            </Panel>
            <Separator className={styles.gripX} aria-label="Width of the explorer" />
          </>
        )}
        <Panel id="middle" minSize={320}>
          <Group orientation="vertical" className={styles.group} onLayoutChanged={remember}>
            <Panel id="editor-panel" minSize={120}>
              {editor}
            </Panel>
            {layout.bottomOpen && (
              <>
                <Separator className={styles.gripY} aria-label="Height of the results" />
                <Panel
                  id="bottom"
                  panelRef={bottomPanel}
                  defaultSize={layout.bottom}
                  minSize={120}
                  maxSize="70%"
                  groupResizeBehavior="preserve-pixel-size"
                >
                  <section className={styles.bottom} aria-label="Results">
                    {bottom}
                  </section>
                </Panel>
              </>
            )}
          </Group>
        </Panel>
        {wide && layout.inspectorOpen && (
          <>
            <Separator className={styles.gripX} aria-label="Width of the inspector" />
            <Panel
              id="inspector"
              panelRef={inspectorPanel}
              defaultSize={layout.inspector}
              minSize={280}
              maxSize={520}
              groupResizeBehavior="preserve-pixel-size"
            >
              <div className={styles.side}>{inspector}</div>
            </Panel>
          </>
        )}
      </Group>
      {!middle && floating === 'explorer' && <div className={`${styles.float} ${styles.floatLeft}`}>{explorer}</div>}
      {!wide && floating === 'inspector' && <div className={`${styles.float} ${styles.floatRight}`}>{inspector}</div>}
    </>
  );
}

function sizeOf(
  key: 'explorer' | 'inspector' | 'bottom',
  panel: PanelImperativeHandle | null,
  low: number,
  high: number,
): Partial<WorkbenchLayout> {
  return panel ? { [key]: clamp(panel.getSize().inPixels, low, high) } : {};
}
