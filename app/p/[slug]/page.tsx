import { headers } from 'next/headers';
import { tabsSchema } from '#components/workbench/tabs.ts';
import { WorkbenchPage } from '#components/workbench/workbench-page.tsx';
import { pageProject, pageText } from '../../_server/session.ts';

export const metadata = { title: 'Workbench' };

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
  readonly searchParams: Promise<{ readonly file?: string | readonly string[] }>;
}

/** The workbench, with the text of the file that shows first: it can be read before any script runs. */
export default async function Page({ params, searchParams }: Props) {
  const { slug } = await params;
  const { file } = await searchParams;
  const agent = (await headers()).get('user-agent') ?? '';
  const { tabs } = (await pageProject(slug)).preferences;
  const path = typeof file === 'string' ? file : tabsSchema.safeParse(tabs).data?.current;
  return <WorkbenchPage phone={/Mobile|Android|iPhone/.test(agent)} first={await pageText(slug, path)} />;
}
