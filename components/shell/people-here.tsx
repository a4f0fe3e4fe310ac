'use client';
import { useRouter } from 'next/navigation';
import { usePresence } from '#components/editor/presence.tsx';
import { Avatar, Tooltip } from '#components/ui/index.ts';
import styles from './app-shell.module.css';
import { useProject } from './project-context.tsx';

const MOST = 5;

/** The others of the project: who is here as discs to follow, who is not as rings. */
export function PeopleHere({ inWorkbench }: { readonly inWorkbench: boolean }) {
  const { project, fileHref, href } = useProject();
  const { peers, following, follow } = usePresence();
  const router = useRouter();
  const here = new Set(peers.map(({ id }) => id));
  const away = project.members.filter(({ id }) => id !== project.me.id && !here.has(id));
  const start = (id: string) => {
    if (following?.id === id) return follow(undefined);
    follow(id);
    const peer = peers.find((each) => each.id === id);
    if (!inWorkbench) router.push(peer?.path ? fileHref(peer.path) : href(''));
  };
  const more = peers.length + away.length - MOST;
  return (
    <span className={styles.others}>
      {peers.slice(0, MOST).map((peer) => {
        const on = following?.id === peer.id;
        const label = on ? `Stop following ${peer.name}` : `Follow ${peer.name}`;
        return (
          <Tooltip key={peer.id} text={peer.path ? `${label} · ${peer.path.split('/').at(-1)}` : label}>
            <button type="button" aria-label={label} aria-pressed={on} onClick={() => start(peer.id)}>
              <Avatar person={peer} size={24} />
            </button>
          </Tooltip>
        );
      })}
      {away.slice(0, Math.max(0, MOST - peers.length)).map((person) => (
        <Avatar key={person.id} person={person} size={24} away />
      ))}
      {more > 0 && <span className={styles.faint}>+{more}</span>}
    </span>
  );
}
