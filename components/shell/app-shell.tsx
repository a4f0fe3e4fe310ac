'use client';
import { Key, LogOut, Plug, Save } from 'lucide-react';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { Avatar, Button, Chip, Logo, Menu } from '#components/ui/index.ts';
import styles from './app-shell.module.css';
import { Crumbs, Frame } from './frame.tsx';
import { Palette, type PaletteMode, SearchBox } from './palette.tsx';
import { PeopleHere } from './people-here.tsx';
import { useKeyLabel } from './platform.tsx';
import { PhonePrimary, type PrimaryAction, PrimaryButton } from './primary.tsx';
import { useProject } from './project-context.tsx';
import { BottomBar, Rail } from './rail.tsx';
import { RailFoot } from './rail-foot.tsx';
import { type ProjectScreen, projectScreens } from './screens.ts';
import { useAccountMenu } from './use-account-menu.tsx';
import { useHotkeys } from './use-hotkeys.ts';
import { type Here, useProjectCommands } from './use-project-commands.tsx';
import { type SaveVersion, useSaveVersion } from './use-save-version.tsx';

export interface AppShellProps {
  readonly screen: ProjectScreen;
  /** The one action that the accent marks, always top right, also ⌘Enter. `null` shows none. */
  readonly primary: PrimaryAction | null;
  /** Before the people: what runs now. */
  readonly pill?: ReactNode;
  /** After database and role in the status bar. */
  readonly status?: ReactNode;
  readonly statusEnd?: ReactNode;
  /** The phone's title: what is looked at. */
  readonly title: string;
  readonly phoneMark?: ReactNode;
  readonly children: ReactNode;
}

/** What can be found is gathered while one looks for it: with every keystroke in a file it would be gathered in vain. */
function ProjectPalette({
  here,
  ...palette
}: { readonly here: Here } & Omit<ComponentProps<typeof Palette>, 'commands'>) {
  return <Palette commands={useProjectCommands(here)} {...palette} />;
}

/** The shell around every screen of a project: top bar, rail, status bar, palette, keys. */
export function AppShell(props: AppShellProps) {
  const { project, href } = useProject();
  const { version } = project.database;
  const [palette, setPalette] = useState<PaletteMode>();
  const screens = projectScreens(href);
  const { primary } = props;
  const save = useSaveVersion();
  useHotkeys({
    'mod+k': () => setPalette('everything'),
    'mod+p': () => setPalette('files'),
    'mod+enter': primary && !primary.disabled && !primary.loading ? () => primary.onAct() : undefined,
  });
  return (
    <Frame
      crumbs={<ProjectCrumbs />}
      search={<SearchBox onOpen={() => setPalette('everything')} />}
      end={<TopEnd {...props} save={save} />}
      phoneTop={<PhoneTop {...props} />}
      rail={<Rail items={screens} current={props.screen} end={<RailFoot current={props.screen} />} />}
      bottom={<BottomBar items={screens} current={props.screen} />}
      status={
        <>
          <span className={styles.statusItem} title="data database">
            <Plug size={12} strokeWidth={1.6} aria-hidden="true" />
            {project.database.name}
            <span className={styles.faint}>{version === '' ? 'does not answer' : `pg ${version}`}</span>
          </span>
          <span className={styles.statusItem} title="You run as your own database role">
            <Key size={12} strokeWidth={1.6} aria-hidden="true" />
            {project.database.role}
          </span>
          {props.status}
          <span className={styles.push} />
          {props.statusEnd}
        </>
      }
    >
      {props.children}
      {palette && (
        <ProjectPalette
          here={{ primary, save }}
          mode={palette}
          onMode={setPalette}
          onClose={() => setPalette(undefined)}
        />
      )}
    </Frame>
  );
}

function ProjectCrumbs() {
  const { project } = useProject();
  return (
    <Crumbs>
      <span className={styles.crumb}>{project.name}</span>
      <span className={styles.slash} aria-hidden="true">
        /
      </span>
      <span className={styles.crumb}>
        <Branch />
        {project.branch.name}
      </span>
    </Crumbs>
  );
}

const Branch = () => (
  <svg
    width="13"
    height="13"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    aria-hidden="true"
  >
    <path d="M15 6a9 9 0 0 0-9 9V3" />
    <circle cx="18" cy="6" r="3" />
    <circle cx="6" cy="18" r="3" />
  </svg>
);

function TopEnd({ pill, primary, screen, save }: AppShellProps & { readonly save: SaveVersion }) {
  const { project, mayEdit } = useProject();
  const label = useKeyLabel();
  return (
    <>
      {pill}
      <PeopleHere inWorkbench={screen === 'workbench'} />
      <AccountMenu />
      <span className={styles.actions}>
        {mayEdit ? (
          <Button
            icon={<Save size={14} strokeWidth={1.6} />}
            keys={label('mod+s')}
            onClick={save.save}
            loading={save.saving}
            className={styles.save}
          >
            Save version
          </Button>
        ) : (
          <Chip>{project.role}: reading only</Chip>
        )}
        {primary && <PrimaryButton {...primary} />}
      </span>
    </>
  );
}

function AccountMenu() {
  const { project } = useProject();
  const entries = useAccountMenu(project.me, <LogOut size={14} strokeWidth={1.6} />);
  return (
    <Menu entries={entries} align="end" width={200}>
      <button type="button" className={styles.people} aria-label={`${project.me.name}: account and theme`}>
        <Avatar person={project.me} size={24} />
      </button>
    </Menu>
  );
}

function PhoneTop({ title, phoneMark, primary, screen }: AppShellProps) {
  const { project } = useProject();
  const entries = useAccountMenu(project.me, <LogOut size={14} strokeWidth={1.6} />);
  return (
    <>
      <a href="/" className={styles.phoneLogo} aria-label="All projects">
        <Logo size={20} />
      </a>
      <span className={styles.phoneWords}>
        <b>{title}</b>
        <span>
          {project.name} <span aria-hidden="true">›</span> {project.branch.name}
        </span>
      </span>
      {phoneMark}
      {/* The workbench has its own below, beside what it shows. */}
      {primary && screen !== 'workbench' && <PhonePrimary {...primary} />}
      <Menu entries={entries} align="end">
        <button type="button" className={styles.phoneMore} aria-label="Account and theme">
          <Avatar person={project.me} size={24} />
        </button>
      </Menu>
    </>
  );
}

/** An item of the status bar. */
export function StatusItem({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <span className={styles.statusItem} title={title}>
      {children}
    </span>
  );
}
