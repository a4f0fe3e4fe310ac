'use client';
import Link from 'next/link';
import { useProject } from '#components/shell/project-context.tsx';
import styles from './version-link.module.css';

/** The version that something came from, opened at what it changed, or at one file of it. */
export function VersionLink({ number, file }: { readonly number: number; readonly file?: string }) {
  const { href } = useProject();
  const search = new URLSearchParams({ new: String(number), ...(file === undefined ? {} : { file }) });
  return (
    <Link className={styles.link} href={href(`versions?${search}`)} title={`What version ${number} says`}>
      version {number}
    </Link>
  );
}
