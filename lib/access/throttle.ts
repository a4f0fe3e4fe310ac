import { type Problem, type Result, refuse } from '#lib/contracts/problem.ts';
import { control } from '#lib/db/control/client.ts';

/** Failures within the window: one person's e-mail stands fewer than an address, which an office shares. */
const windowMinutes = 15;
const perEmail = 8;
const perAddress = 60;

const tooMany: Omit<Problem, 'severity'> = {
  code: 'session.throttled',
  message: 'Too many failed attempts.',
  remedy: `Wait ${windowMinutes} minutes, then try again.`,
};

/** Whether an attempt may be made now, by what the control database has seen fail. */
export async function checkThrottle(email: string, address: string): Promise<Result<null>> {
  const [row] = await control().$queryRaw<{ email: bigint; address: bigint }[]>`
    SELECT count(*) FILTER (WHERE email = ${email}) AS email,
           count(*) FILTER (WHERE address = ${address} AND address <> '') AS address
      FROM sign_in_failure
     WHERE (email = ${email} OR address = ${address}) AND at > now() - make_interval(mins => ${windowMinutes})`;
  if (row && (row.email >= perEmail || row.address >= perAddress)) return refuse(tooMany);
  return { ok: true, value: null };
}

/** Remembers a failure, and forgets those that no longer count. */
export async function recordFailure(email: string, address: string): Promise<void> {
  await control().signInFailure.create({ data: { email, address } });
  await control().$executeRaw`DELETE FROM sign_in_failure WHERE at < now() - interval '1 day'`;
}

/** A person who got in is no longer held up by earlier slips. */
export async function forgetFailures(email: string): Promise<void> {
  await control().signInFailure.deleteMany({ where: { email } });
}
