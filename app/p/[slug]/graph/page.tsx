import { GraphPage } from '#components/graph/graph-page.tsx';

export const metadata = { title: 'Graph' };

export default function Page() {
  return <GraphPage />;
}
