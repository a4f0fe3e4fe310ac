import type { Person } from '#lib/contracts/api.ts';
import styles from './avatar.module.css';

/** First letters of the first and the last word: `Lena Brandt` → `LB`; a single word gives two letters. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const [first = '?', last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  const letters = last ? `${[...first][0] ?? ''}${[...last][0] ?? ''}` : [...first].slice(0, 2).join('');
  return letters.toUpperCase();
}

export interface AvatarProps {
  readonly person: Pick<Person, 'name' | 'colour'> | undefined;
  readonly size?: 14 | 16 | 20 | 24 | 32;
  /** Not here now: an outline instead of a disc. */
  readonly away?: boolean;
}

/** A person as a coloured disc with initials; nobody is a dashed ring. */
export function Avatar({ person, size = 20, away }: AvatarProps) {
  if (!person) {
    return (
      <span className={`${styles.avatar} ${styles.none}`} style={{ width: size, height: size }} title="nobody yet" />
    );
  }
  return (
    <span
      className={away ? `${styles.avatar} ${styles.away}` : styles.avatar}
      style={{
        width: size,
        height: size,
        fontSize: size < 20 ? size / 2 : size * 0.42,
        '--p': `var(--p${person.colour})`,
      }}
      role="img"
      aria-label={person.name}
      title={person.name}
    >
      {initials(person.name)}
    </span>
  );
}

/** Who is here, side by side. */
export function Avatars({
  people,
  size = 24,
}: {
  readonly people: readonly Person[];
  readonly size?: AvatarProps['size'];
}) {
  return (
    <span className={styles.row}>
      {people.slice(0, 5).map((person) => (
        <Avatar key={person.id} person={person} size={size} />
      ))}
      {people.length > 5 && <span className={styles.more}>+{people.length - 5}</span>}
    </span>
  );
}
