import { randomUUID } from 'node:crypto';
import { Document } from '@hocuspocus/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { appendUpdates } from '#lib/db/control/documents.ts';
import { LiveProject } from '#lib/testing/live-project.ts';
import { textIn } from './document.ts';
import { LiveDocument } from './live-document.ts';

let project: LiveProject;

beforeAll(async () => {
  project = await LiveProject.create(new Map([['a.sql', 'select 1\n']]));
});
afterAll(() => project?.[Symbol.asyncDispose]());

test('a row that a killed process stored after the next one had read is folded in, not thrown away', async () => {
  const { documentId, epoch } = project.file('a.sql');
  const document = new Document(randomUUID());
  const live = await LiveDocument.open(project.pool, document, { documentId, epoch, branchId: project.branchId });
  const late = new Y.Doc();
  Y.applyUpdate(late, Y.encodeStateAsUpdate(document));
  const before = Y.encodeStateVector(late);
  textIn(late).insert(0, '-- late\n');
  await appendUpdates(project.pool, documentId, epoch, [
    { update: Y.encodeStateAsUpdate(late, before), personId: null },
  ]);
  textIn(document).insert(0, '-- mine\n');
  await live.log.flushed();
  await live.compact();
  expect(await project.kept('a.sql')).toContain('-- late\n');
  expect(textIn(document).toString()).toBe(await project.kept('a.sql'));
  const { rows } = await project.pool.query('select from document_update where document_id = $1', [documentId]);
  expect(rows.length).toBeLessThan(2);
});

test('a document that is not there, or of another epoch, opens no blank', async () => {
  const { documentId } = project.file('a.sql');
  const open = (id: string, epoch: number) =>
    LiveDocument.open(project.pool, new Document(id), { documentId: id, epoch, branchId: project.branchId });
  await expect(open(documentId, 2)).rejects.toThrow('no document');
  await expect(open(randomUUID(), 1)).rejects.toThrow('no document');
});
