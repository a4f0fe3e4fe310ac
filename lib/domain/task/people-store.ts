import type { Person } from '#lib/contracts/api.ts';
import { personId } from '#lib/contracts/ids.ts';
import { control } from '#lib/db/control/client.ts';

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly colour: number;
}

export const personOf = ({ id, name, email, colour }: PersonRow): Person => ({
  id: personId.parse(id),
  name,
  email,
  colour,
});

/** People by id, also those who have left the project. */
export async function peopleOf(ids: readonly string[]): Promise<ReadonlyMap<string, Person>> {
  const rows = await control().person.findMany({ where: { id: { in: [...new Set(ids)] } } });
  return new Map(rows.map((row) => [row.id, personOf(row)]));
}
