'use client';
import { MessagePage } from '#components/shell/message-page.tsx';
import { Button } from '#components/ui/index.ts';

/** What a page shows when drawing it failed: what that means, and two ways on. */
export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return (
    <MessagePage
      title="This page could not be drawn"
      text={`What you typed is kept. ${error.digest ? `The server’s log has it under ${error.digest}.` : error.message}`}
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    />
  );
}
