import { createTransport } from 'nodemailer';
import type { Letter } from '#lib/domain/task/mail-store.ts';

/** Sends letters; throws what the mail server says, so that the queue tries again. */
export type SendMail = (letter: Letter) => Promise<void>;

/**
 * The mail server of this installation.
 * @param url `smtp://user:password@host:587` or `smtps://…`
 * @param from the sender, `Insitu <insitu@example.org>`
 */
export function mailServer(url: string, from: string): SendMail {
  const transport = createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000 }, { from });
  return async ({ to, subject, text }) => {
    await transport.sendMail({ to, subject, text });
  };
}
