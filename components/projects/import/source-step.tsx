'use client';

import { useQuery } from '@tanstack/react-query';
import { FileArchive, FolderOpen, GitBranch } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { problemOf } from '#components/shell/project-files.tsx';
import { Button } from '#components/ui/index.ts';
import { type ImportFrom, repositoriesQuery } from '#lib/client/imports.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { GitRepository } from '#lib/contracts/transfer.ts';
import { bringDropped, bringFolder, bringZip } from './bring.ts';
import styles from './import.module.css';
import { ProblemNote } from './problem-note.tsx';

type Bring = () => Promise<ImportFrom>;

/** Where a project comes from: a zip, a folder, or a repository on the server's disk. */
export function SourceStep(props: {
  readonly problem: Problem | undefined;
  readonly onBring: (bring: Bring) => void;
}): ReactNode {
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    // The page takes drops as well: this one is taken.
    event.stopPropagation();
    setOver(false);
    props.onBring(bringDropped(event.dataTransfer));
  };
  return (
    <>
      {props.problem && <ProblemNote problem={props.problem} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its two buttons do the same without a mouse */}
      <div
        className={over ? `${styles.drop} ${styles.over}` : styles.drop}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <p>
          <b>Drop a folder or a zip here</b>
          <span>The folder that has dbt_project.yml, with dbt_packages where it uses packages.</span>
        </p>
        <span className={styles.pick}>
          <Picker label="Choose a zip" kind="zip" onBring={props.onBring} />
          <Picker label="Choose a folder" kind="folder" onBring={props.onBring} />
        </span>
      </div>
      <Repositories onBring={props.onBring} />
    </>
  );
}

function Picker(props: {
  readonly label: string;
  readonly kind: 'zip' | 'folder';
  readonly onBring: (bring: Bring) => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const isZip = props.kind === 'zip';
  const Icon = isZip ? FileArchive : FolderOpen;
  return (
    <>
      <Button icon={<Icon size={14} strokeWidth={1.6} />} onClick={() => input.current?.click()}>
        {props.label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={props.label}
        {...(isZip ? { accept: '.zip,application/zip' } : { webkitdirectory: '' })}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          const [first] = files;
          if (first) props.onBring(isZip ? bringZip(first) : bringFolder(files));
        }}
      />
    </>
  );
}

function Repositories(props: { readonly onBring: (bring: Bring) => void }): ReactNode {
  const { data, error, isPending } = useQuery(repositoriesQuery);
  const why = error ? problemOf(error) : data?.why;
  return (
    <section className={styles.git} aria-labelledby="import-git">
      <h3 id="import-git">
        <GitBranch size={14} strokeWidth={1.6} aria-hidden="true" /> A git repository on the server
      </h3>
      {isPending && <p className={styles.faint}>Looking …</p>}
      {why && (
        <p className={styles.faint}>
          {why.message} {why.remedy}
        </p>
      )}
      {!why && data?.repositories.length === 0 && <p className={styles.faint}>There is none in the server’s folder.</p>}
      {data && data.repositories.length > 0 && (
        <ul className={styles.repositories}>
          {data.repositories.map((repository) => (
            <Repository key={repository.path} repository={repository} onBring={props.onBring} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Repository(props: {
  readonly repository: GitRepository;
  readonly onBring: (bring: Bring) => void;
}): ReactNode {
  const { path, branches, head } = props.repository;
  const [branch, setBranch] = useState(head);
  return (
    <li>
      <code>{path === '' ? '.' : path}</code>
      <select
        aria-label={`Branch of ${path}`}
        className={styles.branch}
        value={branch}
        onChange={(event) => setBranch(event.target.value)}
      >
        {branches.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <Button
        size="small"
        disabled={branch === ''}
        onClick={() => props.onBring(async () => ({ type: 'git', path, branch }))}
      >
        Read
      </Button>
    </li>
  );
}
