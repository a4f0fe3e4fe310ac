import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database role as a person has it: may log in and use the runtime, owns a schema, nothing else. */
export type Person = {
  readonly name: string;
  readonly schema: string;
  connect(): Promise<pg.Client>;
  drop(): Promise<void>;
};

/** Makes such a role in the cluster of `adminUrl` (a superuser's URL of one database). */
export async function makePerson(adminUrl: string): Promise<Person> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const name = `person_${randomBytes(5).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await admin.query(`create role ${name} login password '${password}' nosuperuser nobypassrls in role insitu_user`);
  await admin.query(`create schema ${name} authorization ${name}`);
  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  return {
    name,
    schema: name,
    async connect() {
      const client = new pg.Client({ connectionString: url.href });
      client.on('error', () => {});
      await client.connect();
      return client;
    },
    async drop() {
      await admin.query(`drop owned by ${name} cascade`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    },
  };
}
