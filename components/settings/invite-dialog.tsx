'use client';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { Button, Dialog, IconButton, Input, Segment, useToast } from '#components/ui/index.ts';
import type { Role } from '#lib/contracts/api.ts';
import { invitationDays, type PeopleActions } from '#lib/contracts/people.ts';
import { useAct } from './members.tsx';

/** Makes a link that brings one person in, with a role. */
export function InviteDialog({ people, onClose }: { readonly people: PeopleActions; readonly onClose: () => void }) {
  const { project } = useProject();
  const act = useAct();
  const [role, setRole] = useState<Role>('editor');
  const [email, setEmail] = useState('');
  const [link, setLink] = useState<string>();
  if (link) return <LinkDialog title="The invitation" link={link} onClose={onClose} />;
  const make = async () => {
    const made = await act(people.invite({ projectId: project.id, role, email: email.trim() || undefined }));
    if (made) setLink(made.link);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Invite to ${project.name}`}
      description={`A link for one person. It works once, and for ${invitationDays} days.`}
      actions={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={() => void make()}>
            Make the link
          </Button>
        </>
      }
    >
      <Segment<Role>
        label="Role"
        value={role}
        onChange={setRole}
        options={[
          { value: 'viewer', label: 'viewer' },
          { value: 'editor', label: 'editor' },
          { value: 'owner', label: 'owner' },
        ]}
      />
      <p>{WORDS[role]}</p>
      <Input
        label="Email"
        type="email"
        hint="For your list only: the link itself is what lets somebody in."
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
    </Dialog>
  );
}

const WORDS: Readonly<Record<Role, string>> = {
  viewer: 'Reads everything and takes part in discussions. Nothing runs, nothing changes.',
  editor: 'Edits, runs, trains, and works on feature tasks.',
  owner: 'Also decides who is in, and reads the audit log.',
};

/** A link, or an address of another kind, that is shown once. */
export function LinkDialog({
  title,
  link,
  noun = 'link',
  description = 'Send it to the person yourself. It is shown this once: what we keep can’t be turned back into it.',
  onClose,
}: {
  readonly title: string;
  readonly link: string;
  readonly noun?: string;
  readonly description?: string;
  readonly onClose: () => void;
}) {
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    toast({ text: `The ${noun} is copied.` });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      width={520}
      actions={
        <Button variant="primary" icon={<Copy size={14} strokeWidth={1.6} />} onClick={() => void copy()}>
          Copy the {noun}
        </Button>
      }
    >
      <Input
        label={`${noun.charAt(0).toUpperCase()}${noun.slice(1)}`}
        hideLabel
        readOnly
        value={link}
        onFocus={(event) => event.target.select()}
        end={
          <IconButton label={`Copy the ${noun}`} onClick={() => void copy()}>
            <Copy size={14} strokeWidth={1.6} />
          </IconButton>
        }
      />
    </Dialog>
  );
}
