import { BoardPage } from '#components/tasks/board-page.tsx';

export const metadata = { title: 'Board' };

export default function Page() {
  return <BoardPage />;
}
