import type { StoredRunEvent } from '#lib/contracts/api.ts';

/**
 * Server-Sent Events from a source that is asked for the next event only when the browser took the
 * last: a slow reader costs no memory. Undefined is sent as a comment, so that both ends see a dead line.
 * @param ids whether `id:` is sent, by which a browser resumes
 * @param still looked at every half minute: false ends the stream
 */
export function eventStream(
  source: AsyncGenerator<StoredRunEvent | undefined>,
  { ids, still }: { ids: boolean; still: () => Promise<boolean> },
): Response {
  const encoder = new TextEncoder();
  let checkedAt = Date.now();
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode('retry: 1000\n\n')),
      async pull(controller) {
        if (Date.now() - checkedAt > checkEveryMs) {
          checkedAt = Date.now();
          if (!(await still())) return controller.close();
        }
        const { done, value } = await source.next();
        if (done) return controller.close();
        controller.enqueue(encoder.encode(value ? message(value, ids) : ': \n\n'));
      },
      cancel: () => void source.return(undefined),
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

const checkEveryMs = 30_000;

const message = (event: StoredRunEvent, ids: boolean): string =>
  `${ids ? `id: ${event.seq}\n` : ''}data: ${JSON.stringify(event)}\n\n`;
