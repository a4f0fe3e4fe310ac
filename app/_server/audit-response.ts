import { Readable } from 'node:stream';
import { exportAudit, readAudit } from '#lib/domain/people/audit-store.ts';

/** A part of the log, newest first; `?before=` a sequence number for the next page, `?download` all of it as lines of JSON. */
export async function auditResponse(scope: Parameters<typeof readAudit>[0], url: URL, name: string): Promise<unknown> {
  if (!url.searchParams.has('download')) return readAudit(scope, Number(url.searchParams.get('before')) || undefined);
  const lines = Readable.toWeb(
    Readable.from(exportAudit(scope), { encoding: 'utf8' }).map((line: string) => Buffer.from(line)),
  );
  return new Response(lines, {
    headers: {
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="${name}-audit.jsonl"`,
      'cache-control': 'no-store',
    },
  });
}
