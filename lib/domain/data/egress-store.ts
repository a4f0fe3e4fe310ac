import type { Access } from '#lib/access/access.ts';
import { ProblemError } from '#lib/contracts/problem.ts';
import { audit } from '#lib/db/control/audit.ts';
import { control } from '#lib/db/control/client.ts';

/** What may leave a data database for one person's browser in a day, unless INSITU_EGRESS_MB says otherwise. */
const defaultMegabytes = 512;

export interface Egress {
  /** Where the rows come from: a file's path, a model's name. */
  readonly from: string;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Records rows before they are sent to a browser; what can't be recorded isn't sent.
 * @throws ProblemError when the day's total would be more than allowed
 */
export async function recordEgress(access: Access, { from, rows, bytes }: Egress): Promise<void> {
  const { person, project, caller } = access;
  const most = Number(process.env.INSITU_EGRESS_MB ?? defaultMegabytes) * 1024 * 1024;
  await control().$transaction(async (tx) => {
    const [total] = await tx.$queryRaw<{ bytes: bigint }[]>`
      INSERT INTO egress AS e (person_id, data_database_id, day, rows, bytes)
      VALUES (${person.id}, ${project.dataDatabaseId}, (now() AT TIME ZONE 'UTC')::date, ${rows}, ${bytes})
      ON CONFLICT (person_id, data_database_id, day)
      DO UPDATE SET rows = e.rows + excluded.rows, bytes = e.bytes + excluded.bytes
      RETURNING e.bytes`;
    if (total && total.bytes > most) throw new ProblemError(tooMuch);
    const subject = { from, rows, bytes };
    const { address } = caller;
    await audit(tx, { action: 'data.egress', personId: person.id, projectId: project.id, subject, address });
  });
}

const tooMuch = {
  code: 'egress.limit',
  message: 'This would show more data in a day than one person may see.',
  remedy: 'Aggregate in the database, or ask an owner to raise the limit.',
};
