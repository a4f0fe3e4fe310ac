import { projectRoute } from '#app/_server/route.ts';
import { exportProject } from '#lib/domain/transfer/export-store.ts';

/** The project as a zip that dbt-core runs: its drafts as they are now, or `?version=` a number. */
export const GET = projectRoute('viewer', async ({ access, branch, url }) => {
  const version = url.searchParams.get('version');
  const { fileName, zip } = await exportProject(access, branch, version === null ? undefined : Number(version));
  return new Response(zip, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  });
});
