'use client';
import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { iconOf } from '#components/shell/file-kind.ts';
import { KindIcon } from '#components/ui/index.ts';
import type { NodeKind } from '#lib/contracts/graph.ts';
import styles from './tab-bar.module.css';
import type { OpenTabs } from './tabs.ts';

/** The open files. Arrows move along them; the middle button, ⌥W or Delete closes. */
export function TabBar({
  tabs,
  kindOf,
  onChoose,
  onKeep,
  onClose,
}: {
  readonly tabs: OpenTabs;
  readonly kindOf: (path: string) => NodeKind | undefined;
  readonly onChoose: (path: string) => void;
  readonly onKeep: (path: string) => void;
  readonly onClose: (path: string) => void;
}) {
  const strip = useRef<HTMLDivElement>(null);
  const { current } = tabs;
  useEffect(() => {
    if (current)
      strip.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  const onKeyDown = (event: KeyboardEvent, path: string) => {
    const at = tabs.open.indexOf(path);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key === 'Delete') onClose(path);
    const next = step === 0 ? undefined : tabs.open[at + step];
    if (!next) return;
    event.preventDefault();
    onChoose(next);
    strip.current?.querySelectorAll<HTMLElement>('[role="tab"]')[at + step]?.focus();
  };
  return (
    <div ref={strip} role="tablist" aria-label="Open files" className={styles.tabStrip}>
      {tabs.open.map((path) => {
        const name = path.split('/').at(-1) ?? path;
        const on = path === tabs.current;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the middle button is a shortcut of the close button inside
          <div
            key={path}
            className={styles.tab}
            data-on={on}
            title={path}
            onAuxClick={(event) => event.button === 1 && onClose(path)}
            onDoubleClick={() => onKeep(path)}
          >
            <button
              type="button"
              role="tab"
              aria-selected={on}
              aria-controls="editor"
              tabIndex={on ? 0 : -1}
              className={tabs.preview === path ? `${styles.tabName} ${styles.preview}` : styles.tabName}
              onClick={() => onChoose(path)}
              onKeyDown={(event) => onKeyDown(event, path)}
            >
              <KindIcon kind={iconOf(path, kindOf(path))} />
              {name}
            </button>
            <button
              type="button"
              className={styles.tabClose}
              aria-label={`Close ${name}`}
              tabIndex={-1}
              onClick={() => onClose(path)}
            >
              <X size={12} strokeWidth={1.6} />
            </button>
          </div>
        );
      })}
    </div>
  );
}
