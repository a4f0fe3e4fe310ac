import { openSession, type PooledSession } from './session.ts';

/** Whose connections to which data database. */
export interface SessionKey {
  /** URL of the data database; its user and password are replaced. */
  readonly databaseUrl: string;
  readonly role: string;
  readonly password: string;
}

interface Entry {
  readonly session: PooledSession;
  usedAt: number;
}

export interface SessionPoolsOptions {
  /** Connections per person and database in this process. */
  readonly max?: number;
  readonly waitMs?: number;
  readonly applicationName?: string;
}

/** A person who was away this long gets a new pool when they come back. */
const idleMs = 10 * 60_000;

/** The sessions of a process: one pool per person's role and data database, closed when long unused. */
export class SessionPools implements AsyncDisposable {
  readonly #entries = new Map<string, Entry>();
  readonly #options: SessionPoolsOptions;

  constructor(options: SessionPoolsOptions = {}) {
    this.#options = options;
  }

  /** The session of a person. A new password (the role was made again) is a new session. */
  get({ databaseUrl, role, password }: SessionKey): PooledSession {
    this.#closeIdle();
    const url = sessionUrl({ databaseUrl, role, password });
    const entry = this.#entries.get(url) ?? { session: openSession({ ...this.#options, url }), usedAt: 0 };
    entry.usedAt = Date.now();
    this.#entries.set(url, entry);
    return entry.session;
  }

  #closeIdle(): void {
    const before = Date.now() - idleMs;
    for (const [url, { session, usedAt }] of this.#entries) {
      if (usedAt >= before) continue;
      this.#entries.delete(url);
      // end() waits for connections in use; there is nobody left to tell an error to.
      session.close().catch(() => {});
    }
  }

  async close(): Promise<void> {
    const sessions = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(sessions.map(({ session }) => session.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Connection string of a role: the database's address with another user and password. */
export function sessionUrl({ databaseUrl, role, password }: SessionKey): string {
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}
