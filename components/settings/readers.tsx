'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Database, Plus } from 'lucide-react';
import { useState } from 'react';
import { useProject } from '#components/shell/project-context.tsx';
import { problemOf } from '#components/shell/project-files.tsx';
import { Button, Dialog, FailureCard, Input } from '#components/ui/index.ts';
import { readersQuery } from '#lib/client/queries.ts';
import type { PeopleActions, Reader } from '#lib/contracts/people.ts';
import { LinkDialog } from './invite-dialog.tsx';
import { useAct } from './members.tsx';
import styles from './settings.module.css';

type Asked = { readonly kind: 'new' } | { readonly kind: 'drop'; readonly reader: Reader };

/** Tools outside that read what the project builds, each with a role of its own in the data database. */
export function Readers({ people }: { readonly people: PeopleActions }) {
  const { project } = useProject();
  const cache = useQueryClient();
  const { data: readers, error } = useQuery(readersQuery(project.id));
  const [asked, setAsked] = useState<Asked>();
  const [made, setMade] = useState<{ readonly name: string; readonly address: string }>();
  const act = useAct();
  const again = () => cache.invalidateQueries({ queryKey: readersQuery(project.id).queryKey });
  const make = async (name: string) => {
    const answer = await act(people.makeReader({ projectId: project.id, name }));
    if (!answer) return;
    setAsked(undefined);
    setMade({ name, address: answer.address });
    await again();
  };
  const drop = async ({ role }: Reader) => {
    setAsked(undefined);
    await act(people.dropReader({ projectId: project.id, role }));
    await again();
  };
  return (
    <section aria-label="Readers">
      <header className={styles.head}>
        <h1>Readers</h1>
        <p>Tools that read what this project builds: Superset, Metabase, a script. They write nothing.</p>
        <Button icon={<Plus size={14} strokeWidth={1.6} />} onClick={() => setAsked({ kind: 'new' })}>
          New reader
        </Button>
      </header>
      {error && <FailureCard title="The readers can’t be read" problem={problemOf(error)} />}
      {readers?.length === 0 && <p className={styles.none}>No tool reads this project yet.</p>}
      <ul className={styles.rows}>
        {readers?.map((reader) => (
          <Row key={reader.role} reader={reader} onDrop={() => setAsked({ kind: 'drop', reader })} />
        ))}
      </ul>
      {asked?.kind === 'new' && <NewReader onMake={make} onClose={() => setAsked(undefined)} />}
      {asked?.kind === 'drop' && (
        <DropReader reader={asked.reader} onDrop={() => void drop(asked.reader)} onClose={() => setAsked(undefined)} />
      )}
      {made && (
        <LinkDialog
          title={`The address for ${made.name}`}
          noun="address"
          description="Give it to the tool as its database. It holds the password and is shown this once; it is kept nowhere."
          link={made.address}
          onClose={() => setMade(undefined)}
        />
      )}
    </section>
  );
}

function Row({ reader, onDrop }: { readonly reader: Reader; readonly onDrop: () => void }) {
  const { name, role, connections } = reader;
  return (
    <li>
      <span className={styles.tool}>
        <Database size={14} strokeWidth={1.6} aria-hidden="true" />
      </span>
      <span className={styles.who}>
        <b>{name}</b>
        <small>{role}</small>
      </span>
      <span className={styles.meta}>
        {connections === 0 ? 'not connected' : `${connections} ${connections === 1 ? 'connection' : 'connections'}`}
      </span>
      <Button variant="ghost" aria-label={`Take ${name} away`} onClick={onDrop}>
        Take away
      </Button>
    </li>
  );
}

function NewReader({
  onMake,
  onClose,
}: {
  readonly onMake: (name: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const given = name.trim();
  const able = /[a-z0-9]/i.test(given);
  const make = async () => {
    if (!able || busy) return;
    setBusy(true);
    await onMake(given);
    setBusy(false);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="A tool that reads this project"
      description="It gets a role of its own, which reads every table and view of the project, now and later."
      actions={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" disabled={!able} loading={busy} onClick={() => void make()}>
            Make the address
          </Button>
        </>
      }
    >
      <Input
        label="Name"
        autoFocus
        maxLength={30}
        placeholder="superset"
        hint="One for each tool. A name that is taken gets a new password."
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && void make()}
      />
    </Dialog>
  );
}

function DropReader({
  reader,
  onDrop,
  onClose,
}: {
  readonly reader: Reader;
  readonly onDrop: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Take ${reader.name} away?`}
      description="Its connections end now and its address opens nothing any more. No data is touched."
      actions={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" onClick={onDrop}>
            Take away
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
