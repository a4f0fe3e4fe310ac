import { headers } from 'next/headers';
import { WorkbenchPage } from '#components/workbench/workbench-page.tsx';

export const metadata = { title: 'Workbench' };

export default async function Page() {
  const agent = (await headers()).get('user-agent') ?? '';
  return <WorkbenchPage phone={/Mobile|Android|iPhone/.test(agent)} />;
}
