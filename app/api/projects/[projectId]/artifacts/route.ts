import { projectRoute } from '#app/_server/route.ts';
import { artifactsFor } from '#lib/domain/data/artifacts-store.ts';

/** `manifest.json` and `catalog.json` of the branch as it is now, in a zip: what dbt's docs site and catalog readers take. */
export const GET = projectRoute('viewer', async ({ access, branch, request }) => {
  const zip = await artifactsFor(access, branch, request.signal);
  return new Response(Buffer.from(zip), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${access.project.slug}-artifacts.zip"`,
      'cache-control': 'no-store',
    },
  });
});
