import { Readable } from 'node:stream';
import { projectRoute } from '#app/_server/route.ts';
import { exportAudit, readAudit } from '#lib/domain/people/audit-store.ts';

/** What was done in the project, newest first; `?before=` a sequence number for the next page, `?download` all of it as lines of JSON. */
export const GET = projectRoute('owner', ({ access, url }) => {
  if (!url.searchParams.has('download')) return readAudit(access, Number(url.searchParams.get('before')) || undefined);
  const lines = Readable.toWeb(
    Readable.from(exportAudit(access), { encoding: 'utf8' }).map((line: string) => Buffer.from(line)),
  );
  return Promise.resolve(
    new Response(lines, {
      headers: {
        'content-type': 'application/jsonl; charset=utf-8',
        'content-disposition': `attachment; filename="${access.project.slug}-audit.jsonl"`,
        'cache-control': 'no-store',
      },
    }),
  );
});
