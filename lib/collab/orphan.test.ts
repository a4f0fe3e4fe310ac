import { Document, Server } from '@hocuspocus/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ticket } from '#lib/access/ticket.ts';
import { LiveProject } from '#lib/testing/live-project.ts';
import { documentName } from './document.ts';
import { connectionsOf, Live } from './live.ts';

let project: LiveProject;
beforeAll(async () => {
  project = await LiveProject.create(new Map([['late.sql', 'select 1\n']]));
});
afterAll(() => project?.[Symbol.asyncDispose]());

it('lets who joined a document that was just unloaded come again, into the one that all others are in', async () => {
  const live = new Live(project.pool);
  const server = new Server<Ticket>({
    quiet: true,
    address: '127.0.0.1',
    port: project.port,
    extensions: [live.rules],
  });
  const { hocuspocus } = server;
  const { documentId, epoch } = project.file('late.sql');
  const name = documentName(documentId, epoch);
  const create = hocuspocus.createDocument.bind(hocuspocus);
  const unloaded = new Document(name);
  // The document of before, as it is handed out when its unloading ends between the look for it and the join.
  let joins = 0;
  hocuspocus.createDocument = async (...about) => {
    const document = await create(...about);
    return about[0] === name && joins++ === 0 ? unloaded : document;
  };
  await server.listen();
  try {
    const late = project.page(await project.person('Late')).document(project.file('late.sql'));
    await expect.poll(late.saveState, { timeout: 10_000 }).toBe('stored');
    expect(joins).toBe(2);
    expect(late.text.toString()).toBe('select 1\n');
    expect(connectionsOf(hocuspocus).map(({ document }) => document.name)).toContain(name);
    expect(unloaded.getConnectionsCount()).toBe(0);
  } finally {
    await server.destroy();
  }
});
