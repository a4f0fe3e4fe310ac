import { MessagePage } from '#components/shell/message-page.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <MessagePage
      title="There is nothing here"
      text="Either the address is wrong, or what it named belongs to a project you are not a member of."
    />
  );
}
