'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, MoreHorizontal, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { formatAgo } from '#components/charts/format.ts';
import { useNow } from '#components/runs/use-live-run.ts';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import {
  Avatar,
  Button,
  Chip,
  FailureCard,
  IconButton,
  Menu,
  type MenuEntry,
  useRefusal,
  useToast,
} from '#components/ui/index.ts';
import { keys, membersQuery } from '#lib/client/queries.ts';
import { type Answer, role } from '#lib/contracts/api.ts';
import type { Invitation, Member, PeopleActions, RightsApplied } from '#lib/contracts/people.ts';
import { InviteDialog, LinkDialog } from './invite-dialog.tsx';
import { Readers } from './readers.tsx';
import styles from './settings.module.css';

/** The people of the project, and those who are asked to come. */
export function Members({
  people,
  administrator,
}: {
  readonly people: PeopleActions;
  readonly administrator: boolean;
}) {
  const { project } = useProject();
  const { data, error } = useQuery(membersQuery(project.id));
  const now = useNow(false);
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<{ readonly link: string; readonly title: string }>();
  const act = useAct();
  const owner = project.role === 'owner';
  if (error) return <FailureCard title="The members can’t be read" problem={problemOf(error)} />;
  const reset = async ({ id, name }: Member) => {
    const made = await act(people.createReset({ projectId: project.id, personId: id }));
    if (made) setLink({ link: made.link, title: `A new password for ${name}` });
  };
  return (
    <div className={styles.scroll}>
      <header className={styles.head}>
        <h1>Members</h1>
        <p>Each has a role of their own in the data database, made and dropped with their place here.</p>
        {owner && (
          <Button icon={<UserPlus size={14} strokeWidth={1.6} />} onClick={() => setInviting(true)}>
            Invite
          </Button>
        )}
      </header>
      <ul className={styles.rows}>
        {data?.members.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            now={now}
            people={people}
            onReset={administrator && member.id !== project.me.id ? () => void reset(member) : undefined}
          />
        ))}
      </ul>
      {owner && data && data.invitations.length > 0 && (
        <Invitations invitations={data.invitations} now={now} people={people} />
      )}
      {owner && <Readers people={people} />}
      {inviting && <InviteDialog people={people} onClose={() => setInviting(false)} />}
      {link && <LinkDialog {...link} onClose={() => setLink(undefined)} />}
    </div>
  );
}

/** Runs an action on people: says what was refused, and reads them again. */
export function useAct() {
  const { project } = useProject();
  const refused = useRefusal();
  const cache = useQueryClient();
  return async <T,>(work: Promise<Answer<T>>): Promise<T | undefined> => {
    const answer = await work.catch((error: unknown) => ({ ok: false as const, problem: problemOf(error) }));
    if (!answer.ok) refused(answer.problem);
    await cache.invalidateQueries({ queryKey: keys.part(project.id, 'members') });
    return answer.ok ? answer.value : undefined;
  };
}

function MemberRow({
  member,
  now,
  people,
  onReset,
}: {
  readonly member: Member;
  readonly now: number;
  readonly people: PeopleActions;
  readonly onReset: (() => void) | undefined;
}) {
  const { project } = useProject();
  const act = useAct();
  const toast = useToast();
  const change = async (work: Promise<Answer<RightsApplied>>) => {
    if ((await act(work)) === 'later') {
      toast({ text: `${member.name}’s role in the data database follows: the database can’t be reached now.` });
    }
  };
  const at = { projectId: project.id, personId: member.id };
  const more: MenuEntry[] = [
    ...(onReset ? [{ id: 'reset', label: 'Make a link for a new password', onSelect: onReset }] : []),
    {
      id: 'remove',
      label: member.id === project.me.id ? 'Leave the project' : `Remove ${member.name}`,
      danger: true,
      onSelect: () => void change(people.removeMember(at)),
    },
  ];
  return (
    <li>
      <Avatar person={member} size={24} />
      <span className={styles.who}>
        <b>
          {member.name}
          {member.id === project.me.id && ' (you)'}
        </b>
        <small>{member.email}</small>
      </span>
      <span className={styles.meta}>{member.seenAt ? `here ${formatAgo(member.seenAt, now)}` : 'never here'}</span>
      {project.role === 'owner' ? (
        <>
          <Menu
            align="end"
            entries={role.options.map((each) => ({
              id: each,
              label: each,
              checked: each === member.role,
              onSelect: () => void change(people.setRole({ ...at, role: each })),
            }))}
          >
            <Button aria-label={`Role of ${member.name}: ${member.role}`}>
              {member.role}
              <ChevronDown size={13} strokeWidth={1.6} />
            </Button>
          </Menu>
          <Menu align="end" entries={more}>
            <IconButton label={`More about ${member.name}`}>
              <MoreHorizontal size={14} strokeWidth={1.6} />
            </IconButton>
          </Menu>
        </>
      ) : (
        <Chip>{member.role}</Chip>
      )}
    </li>
  );
}

function Invitations({
  invitations,
  now,
  people,
}: {
  readonly invitations: readonly Invitation[];
  readonly now: number;
  readonly people: PeopleActions;
}) {
  const { project } = useProject();
  const act = useAct();
  return (
    <>
      <header className={styles.head}>
        <h1>Invitations</h1>
      </header>
      <ul className={styles.rows}>
        {invitations.map((each) => (
          <li key={each.id}>
            <Avatar person={undefined} size={24} />
            <span className={styles.who}>
              <b>{each.usedBy ?? each.email ?? 'Whoever has the link'}</b>
              <small>
                as {each.role}, by {each.by}, {formatAgo(each.createdAt, now)}
              </small>
            </span>
            <Chip tone={each.state === 'open' ? 'running' : each.state === 'used' ? 'ok' : 'plain'}>{each.state}</Chip>
            {each.state === 'open' && (
              <Button
                variant="ghost"
                onClick={() => void act(people.revokeInvitation({ projectId: project.id, invitationId: each.id }))}
              >
                Take back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
