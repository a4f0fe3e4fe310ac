'use client';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import * as Dialog from 'radix-ui/dialog';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Kbd } from '#components/ui/index.ts';
import { useFocusBack } from '#components/ui/use-focus-back.ts';
import { fuzzyFind } from './fuzzy.ts';
import styles from './palette.module.css';
import { useKeyLabel } from './platform.tsx';

/** ⌘K finds everything, ⌘P files. */
export type PaletteMode = 'everything' | 'files';

export interface PaletteCommand {
  readonly id: string;
  readonly group: 'here' | 'files' | 'nodes' | 'commands';
  readonly label: string;
  /** Folder, kind or what happens, at the right. */
  readonly where?: string;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly onRun: () => void;
}

const SHOWN = 40;

export function SearchBox({ onOpen }: { readonly onOpen: () => void }) {
  const label = useKeyLabel();
  return (
    <button type="button" className={styles.search} onClick={onOpen}>
      <Search size={14} strokeWidth={1.6} aria-hidden="true" />
      <span>Search or run a command</span>
      <Kbd>{label('mod+k')}</Kbd>
    </button>
  );
}

/** A list that answers while one types; Enter runs the first. */
export function Palette({
  mode,
  commands,
  onMode,
  onClose,
}: {
  readonly mode: PaletteMode;
  readonly commands: readonly PaletteCommand[];
  readonly onMode: (mode: PaletteMode) => void;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState('');
  const focusBack = useFocusBack(true);
  const ran = useRef(false);
  const label = useKeyLabel();
  const pool = useMemo(
    () => (mode === 'files' ? commands.filter(({ group }) => group === 'files') : commands),
    [commands, mode],
  );
  const found = useMemo(
    () => fuzzyFind(typed, pool, (command) => `${command.label} ${command.where ?? ''}`, SHOWN),
    [typed, pool],
  );
  const run = (command: PaletteCommand) => {
    ran.current = true;
    onClose();
    command.onRun();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content
          className={styles.palette}
          aria-describedby={undefined}
          data-page-keys=""
          // What a command leads to takes the focus itself.
          onCloseAutoFocus={(event) => (ran.current ? event.preventDefault() : focusBack(event))}
        >
          <Dialog.Title className={styles.hidden}>
            {mode === 'files' ? 'Open a file' : 'Search or run a command'}
          </Dialog.Title>
          <Command shouldFilter={false} loop label="Commands">
            <div className={styles.head}>
              <Search size={14} strokeWidth={1.6} aria-hidden="true" />
              <Command.Input
                className={styles.input}
                value={typed}
                onValueChange={setTyped}
                placeholder={mode === 'files' ? 'Name of a file' : 'A file, a node, a command'}
                autoFocus
              />
              <button
                type="button"
                className={styles.mode}
                onClick={() => onMode(mode === 'files' ? 'everything' : 'files')}
              >
                {label(mode === 'files' ? 'mod+p' : 'mod+k')}
              </button>
            </div>
            <Command.List className={styles.list}>
              <Command.Empty className={styles.none}>
                Nothing is called that. {mode === 'files' ? 'New files are made in the explorer.' : ''}
              </Command.Empty>
              {found.map((command) => (
                <Command.Item key={command.id} value={command.id} className={styles.item} onSelect={() => run(command)}>
                  <span className={styles.icon}>{command.icon}</span>
                  <span className={styles.name}>
                    <Marked text={command.label} typed={typed} />
                  </span>
                  <span className={styles.where}>{command.where}</span>
                  {command.keys && <kbd className={styles.where}>{label(command.keys)}</kbd>}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Marked({ text, typed }: { readonly text: string; readonly typed: string }) {
  const word = typed.trim().toLowerCase();
  const at = word === '' ? -1 : text.toLowerCase().indexOf(word);
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <b>{text.slice(at, at + word.length)}</b>
      {text.slice(at + word.length)}
    </>
  );
}
