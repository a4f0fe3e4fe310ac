import { type Problem, type Result, refuse } from '#lib/contracts/problem.ts';

/** What authorisation needs to know of a request; made by app from Next's headers. */
export interface RequestFacts {
  readonly cookie: string | null;
  readonly origin: string | null;
  readonly host: string | null;
  readonly secure: boolean;
  /** Where it came from, for the audit log and throttling. */
  readonly address: string;
  readonly userAgent: string;
}

/** Reads the facts from headers. A proxy in front says https by X-Forwarded-Proto. */
export function requestFacts(headers: Pick<Headers, 'get'>): RequestFacts {
  return {
    cookie: headers.get('cookie'),
    origin: headers.get('origin'),
    host: headers.get('host'),
    secure: headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https',
    address: headers.get('x-forwarded-for')?.split(',')[0]?.trim().slice(0, 100) ?? '',
    userAgent: (headers.get('user-agent') ?? '').slice(0, 300),
  };
}

const foreign: Omit<Problem, 'severity'> = {
  code: 'access.origin',
  message: 'This request did not come from a page of this server.',
  remedy: 'Open Insitu at its own address; behind a proxy, list that address in INSITU_ORIGINS.',
};

/** Browsers say with every change which page asked for it: a foreign or absent Origin is refused. */
export function checkOrigin({ origin, host }: Pick<RequestFacts, 'origin' | 'host'>): Result<null> {
  if (!origin || !URL.canParse(origin)) return refuse(foreign);
  const allowed = (process.env.INSITU_ORIGINS ?? '').split(',').filter(Boolean);
  if (allowed.includes(origin) || new URL(origin).host === host?.toLowerCase()) return { ok: true, value: null };
  return refuse(foreign);
}
