import { ModelsPage } from '#components/models/models-page.tsx';

export const metadata = { title: 'Models' };

export default function Page() {
  return <ModelsPage />;
}
