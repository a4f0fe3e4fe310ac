'use client';

import { FolderInput, LayoutGrid, LogOut, Plug, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type DragEvent, type ReactNode, useCallback, useState, useTransition } from 'react';
import { AccountProvider } from '#components/shell/account-context.tsx';
import { Frame } from '#components/shell/frame.tsx';
import { Rail } from '#components/shell/rail.tsx';
import { useAccountMenu } from '#components/shell/use-account-menu.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import { Avatar, Count, Kbd, Menu, useRefusal } from '#components/ui/index.ts';
import type { ImportFrom } from '#lib/client/imports.ts';
import type { Answer, Person, ProjectCard } from '#lib/contracts/api.ts';
import { bringDropped } from './import/bring.ts';
import { ImportDialog } from './import/import-dialog.tsx';
import { NewProjectDialog } from './new-project-dialog.tsx';
import { OwnProject } from './own-project.tsx';
import type { ProjectPicture } from './picture.ts';
import styles from './projects.module.css';
import { SampleCard } from './sample-card.tsx';

export type SampleName = 'flights' | 'iris';

export interface SampleView {
  readonly id: SampleName;
  readonly description: string;
  readonly rows: string;
  readonly picture: ProjectPicture;
}

export interface ProjectsPageProps {
  readonly me: Person;
  readonly projects: readonly ProjectCard[];
  readonly samples: readonly SampleView[];
  readonly database: { readonly name: string; readonly version: string };
  readonly createProject: (request: { name: string; sample?: SampleName }) => Promise<Answer<{ slug: string }>>;
  readonly signOut: () => Promise<Answer<null>>;
}

const RAIL = [{ id: 'projects', label: 'Projects', href: '/', icon: LayoutGrid }];

/** Everything a person works on, and the samples to begin with. */
export function ProjectsPage(props: ProjectsPageProps): ReactNode {
  const signOut = useCallback(async () => {
    await props.signOut();
  }, [props.signOut]);
  return (
    <AccountProvider signOut={signOut}>
      <Projects {...props} />
    </AccountProvider>
  );
}

function Projects({ me, projects, samples, database, createProject }: ProjectsPageProps): ReactNode {
  const [naming, setNaming] = useState(false);
  const bringing = useBringing();
  const ways = { onNew: () => setNaming(true), onImport: bringing.open };
  const { open, opening } = useOpen(createProject);
  // Samples are everybody's cards below; they are made with the installation, so nobody else's project has their slug.
  const sampleSlugs = new Set<string>(samples.map(({ id }) => id));
  const own = projects.filter(({ slug }) => !sampleSlugs.has(slug));
  const first = own.length === 0;
  useHotkeys({ n: ways.onNew, i: ways.onImport });
  return (
    <Frame
      crumbs={<span className={styles.crumb}>Projects</span>}
      end={<AccountMenu me={me} />}
      rail={<Rail items={RAIL} current="projects" />}
      status={
        <span className={styles.statusItem} title="data database">
          <Plug size={12} strokeWidth={1.6} aria-hidden="true" />
          {database.name} <span className={styles.faint}>pg {database.version}</span>
        </span>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the dialog's buttons do the same without a mouse */}
      <div className={styles.scroll} {...bringing.target}>
        <div className={styles.inner}>
          <h1>
            {first ? 'Good to have you' : 'Good to see you'}, {me.name.split(' ')[0]}
          </h1>
          <p className={styles.lead}>
            {first
              ? 'Open a sample: its data is already in the database, and its tests pass.'
              : 'Go on where you stopped, or look at a sample.'}
          </p>
          {first ? null : <Own projects={own} {...ways} />}
          <div className={styles.samples}>
            {samples.map((sample, index) => (
              <SampleCard
                key={sample.id}
                sample={sample}
                project={projects.find(({ slug }) => slug === sample.id)}
                primary={first && index === 0}
                busy={opening === sample.id}
                onOpen={() => open(sample.id, projects.find(({ slug }) => slug === sample.id)?.slug)}
              />
            ))}
          </div>
          {first ? <Own projects={own} {...ways} /> : null}
        </div>
      </div>
      <NewProjectDialog open={naming} onOpenChange={setNaming} createProject={createProject} />
      {bringing.dialog}
    </Frame>
  );
}

/** Opens a sample: the project that is there already, or a new one of it. */
function useOpen(createProject: ProjectsPageProps['createProject']) {
  const router = useRouter();
  const refused = useRefusal();
  const [opening, setOpening] = useState<SampleName>();
  const [, start] = useTransition();
  const open = (sample: SampleName, slug: string | undefined): void => {
    if (slug !== undefined) {
      router.push(`/p/${slug}`);
      return;
    }
    setOpening(sample);
    start(async () => {
      const answer = await createProject({ name: sample, sample });
      if (answer.ok) return router.push(`/p/${answer.value.slug}`);
      setOpening(undefined);
      refused(answer.problem);
    });
  };
  return { open, opening };
}

/** The dialog that brings a project in, opened by hand or by a drop anywhere on the page. */
function useBringing() {
  const [shown, setShown] = useState<{ readonly dropped?: () => Promise<ImportFrom> }>();
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return {
    open: () => setShown({}),
    target: {
      onDragOver: (event: DragEvent) => holdsFiles(event) && event.preventDefault(),
      onDrop: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setShown({ dropped: bringDropped(event.dataTransfer) });
      },
    },
    dialog: shown ? <ImportDialog {...shown} onClose={() => setShown(undefined)} /> : null,
  };
}

interface OwnProps {
  readonly projects: readonly ProjectCard[];
  readonly onNew: () => void;
  readonly onImport: () => void;
}

function Own(props: OwnProps): ReactNode {
  return (
    <section className={styles.own} aria-labelledby="own">
      <h2 id="own">
        Yours <Count value={props.projects.length} />
      </h2>
      <div className={styles.ways}>
        {props.projects.map((project) => (
          <OwnProject key={project.id} project={project} />
        ))}
        <button type="button" className={styles.way} onClick={props.onNew}>
          <Plus size={16} strokeWidth={1.6} aria-hidden="true" />
          <span>
            <b>New project</b>
            <span>An empty tree and a schema of its own</span>
          </span>
          <Kbd>N</Kbd>
        </button>
        <button type="button" className={styles.way} onClick={props.onImport}>
          <FolderInput size={16} strokeWidth={1.6} aria-hidden="true" />
          <span>
            <b>Bring a dbt project</b>
            <span>A folder, a zip or a git repository; not a byte changes</span>
          </span>
          <Kbd>I</Kbd>
        </button>
      </div>
    </section>
  );
}

function AccountMenu({ me }: { readonly me: Person }): ReactNode {
  const entries = useAccountMenu(me, <LogOut size={14} strokeWidth={1.6} />);
  return (
    <Menu entries={entries} align="end" width={200}>
      <button type="button" className={styles.me} aria-label={`${me.name}: account and theme`}>
        <Avatar person={me} size={24} />
      </button>
    </Menu>
  );
}
