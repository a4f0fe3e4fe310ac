'use client';
import { ChevronDown, Plus, User } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useMemo, useState } from 'react';
import { z } from 'zod';
import { useLanguage } from '#components/language/use-language.tsx';
import { useNow } from '#components/runs/use-live-run.ts';
import { AppShell } from '#components/shell/app-shell.tsx';
import { usePreference } from '#components/shell/preferences.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { useHotkeys } from '#components/shell/use-hotkeys.ts';
import { Button, EmptyState, FailureCard, Menu, Segment } from '#components/ui/index.ts';
import type { Objective, TaskBoard, TaskCard, TaskState } from '#lib/contracts/task.ts';
import { Board } from './board.tsx';
import styles from './board-page.module.css';
import { Drawer } from './drawer.tsx';
import { FindField } from './find-field.tsx';
import { NewTaskDialog } from './new-task-dialog.tsx';
import { ObjectiveDialog } from './objective-dialog.tsx';
import { ObjectiveHead } from './objective-head.tsx';
import { TaskList } from './task-list.tsx';
import { useBoard } from './use-board.ts';
import { useStart } from './use-start.ts';
import { type BoardView, editorsOf, isMine, readView, shownTasks, todayOf, viewSearch } from './view.ts';

const unfoldedSchema = z.array(z.string());
const NONE: string[] = [];

/** Feature tasks: the board, the list, my work, and the open task beside them. */
export function BoardPage() {
  const { mayEdit } = useProject();
  const { data: board, error } = useBoard();
  const [view, setView] = useBoardView();
  const [making, setMaking] = useState<TaskState>();
  const now = useNow(false);
  const close = () => setView({ task: undefined });
  useHotkeys({
    c: mayEdit ? () => setMaking('ready') : undefined,
    escape: view.task === undefined ? undefined : close,
  });
  return (
    <AppShell
      screen="board"
      title="Board"
      primary={
        mayEdit
          ? { label: 'New task', icon: <Plus size={14} strokeWidth={1.6} />, onAct: () => setMaking('ready') }
          : null
      }
    >
      <div className={styles.page}>
        {error && <FailureCard title="The tasks can’t be read" problem={problemOf(error)} />}
        {board && <Shown board={board} view={view} setView={setView} now={now} onNew={setMaking} />}
      </div>
      {making && (
        <NewTaskDialog
          state={making}
          onClose={() => setMaking(undefined)}
          onMade={(task) => {
            setMaking(undefined);
            setView({ task });
          }}
        />
      )}
    </AppShell>
  );
}

/** The view as the address has it; a change replaces the address, so that Back leaves the board. */
function useBoardView(): readonly [BoardView, (part: Partial<BoardView>) => void] {
  const search = useSearchParams();
  const path = usePathname();
  const view = useMemo(() => readView(new URLSearchParams(search)), [search]);
  // The browser's own: the page is the same one, and asking the server for it would cost each letter a way there.
  return [view, (part) => window.history.replaceState(null, '', `${path}${viewSearch({ ...view, ...part })}`)];
}

interface ShownProps {
  readonly board: TaskBoard;
  readonly view: BoardView;
  readonly setView: (part: Partial<BoardView>) => void;
  readonly now: number;
  readonly onNew: (state: TaskState) => void;
}

function Shown({ board, view, setView, now, onNew }: ShownProps) {
  const { project, mayEdit } = useProject();
  const { graph } = useLanguage();
  const { actions } = useBoard();
  const start = useStart(actions);
  const [unfolded, setUnfolded] = usePreference('board.unfolded', unfoldedSchema, NONE);
  const [objective, setObjective] = useState<Objective | 'new'>();
  const kinds = useMemo(() => new Map((graph?.nodes ?? []).map(({ id, kind }) => [String(id), kind])), [graph]);
  const tasks = shownTasks(board.tasks, view, project.me.id);
  const open = ({ number }: TaskCard) => setView({ task: number });
  const fold = (id: string, wide: boolean) =>
    setUnfolded(wide ? [...unfolded, id] : unfolded.filter((each) => each !== id));
  return (
    <>
      <Head board={board} view={view} setView={setView} onObjective={setObjective} />
      <div className={styles.middle}>
        {board.tasks.length === 0 ? (
          <EmptyState
            title="No feature task yet"
            text="A task holds what you believe, who tries it, and the nodes it works on."
          >
            {mayEdit && (
              <Button keys="C" onClick={() => onNew('ready')}>
                Make the first
              </Button>
            )}
          </EmptyState>
        ) : view.view === 'board' ? (
          <Board
            tasks={tasks}
            limits={board.wipLimits}
            group={view.group}
            people={editorsOf(project.members).filter(({ id }) => view.person === '' || view.person === id)}
            kinds={kinds}
            today={todayOf(now)}
            open={view.task}
            mayEdit={mayEdit}
            unfolded={new Set(unfolded)}
            onUnfold={fold}
            onOpen={open}
            onMove={(task, drop) => void actions.move(task, drop)}
            onAssign={(task, personId) => void actions.assign(task, personId)}
            onNew={onNew}
          />
        ) : (
          <TaskList
            tasks={tasks}
            open={view.task}
            now={now}
            empty={
              view.view === 'mine' ? 'Nothing is assigned to you, and no review waits.' : 'No task fits the filter.'
            }
            onOpen={open}
          />
        )}
        {view.task !== undefined && (
          <Drawer
            number={view.task}
            objectives={board.objectives}
            kinds={kinds}
            now={now}
            onClose={() => setView({ task: undefined })}
            onStart={start}
          />
        )}
      </div>
      {objective && (
        <ObjectiveDialog
          objective={objective === 'new' ? undefined : objective}
          onClose={() => setObjective(undefined)}
        />
      )}
    </>
  );
}

function Head({
  board,
  view,
  setView,
  onObjective,
}: Pick<ShownProps, 'board' | 'view' | 'setView'> & { readonly onObjective: (objective: Objective | 'new') => void }) {
  const { project } = useProject();
  const mine = board.tasks.filter((task) => isMine(task, project.me.id)).length;
  return (
    <header className={styles.head}>
      <ObjectiveHead
        objectives={board.objectives}
        chosen={view.objective}
        onChoose={(objective) => setView({ objective })}
        onEdit={onObjective}
      />
      <span className={styles.push} />
      <div className={styles.filters}>
        <span className={styles.find}>
          <FindField value={view.find} onFind={(find) => setView({ find })} />
        </span>
        <Segment
          label="View"
          value={view.view}
          onChange={(next) => setView({ view: next })}
          options={[
            { value: 'board', label: 'Board' },
            { value: 'list', label: 'List' },
            { value: 'mine', label: mine > 0 ? `My work ${mine}` : 'My work' },
          ]}
        />
        {view.view !== 'mine' && <PersonFilter view={view} setView={setView} />}
        {view.view === 'board' && (
          <Menu
            align="end"
            entries={(['state', 'person'] as const).map((group) => ({
              id: group,
              label: `Group by ${group}`,
              checked: view.group === group,
              onSelect: () => setView({ group }),
            }))}
          >
            <Button>
              Group by {view.group}
              <ChevronDown size={13} strokeWidth={1.6} />
            </Button>
          </Menu>
        )}
      </div>
    </header>
  );
}

function PersonFilter({ view, setView }: Pick<ShownProps, 'view' | 'setView'>) {
  const { project } = useProject();
  const chosen = project.members.find(({ id }) => id === view.person);
  const label = view.person === '' ? 'Anybody' : (chosen?.name ?? 'Nobody');
  return (
    <Menu
      align="end"
      entries={[
        { id: 'any', label: 'Anybody', checked: view.person === '', onSelect: () => setView({ person: '' }) },
        ...project.members.map(({ id, name }) => ({
          id,
          label: name,
          checked: view.person === id,
          onSelect: () => setView({ person: id }),
        })),
        {
          id: 'nobody',
          label: 'Nobody',
          checked: view.person === 'nobody',
          onSelect: () => setView({ person: 'nobody' }),
        },
      ]}
    >
      <Button icon={<User size={13} strokeWidth={1.6} />} aria-label={`Tasks of ${label}`}>
        {label}
      </Button>
    </Menu>
  );
}
