import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from './generated/client.ts';

export { Prisma } from './generated/client.ts';
export type Control = PrismaClient;
/** The client, or one inside a transaction. */
export type ControlTransaction = Prisma.TransactionClient;

declare global {
  // Next may load this module once per bundle; the connections are one pool per process.
  var insituControl: PrismaClient | undefined;
}

/** The control database of this process (DATABASE_URL), connected at first use. */
export function control(): Control {
  globalThis.insituControl ??= connectControl(controlUrl());
  return globalThis.insituControl;
}

/** Address of the control database. */
export function controlUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set: the address of the control database');
  return url;
}

/** Closes this process's connections; the next use opens new ones. */
export async function disconnectControl(): Promise<void> {
  const client = globalThis.insituControl;
  globalThis.insituControl = undefined;
  await client?.$disconnect();
}

/** A control database that is none of this process: whoever opens it disconnects it. */
export function connectControl(connectionString: string): PrismaClient {
  const adapter = new PrismaPg(
    // More waits in the pool, not in the server; a lost server is noticed within seconds.
    { connectionString, max: 10, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000, keepAlive: true },
    // An idle connection that the server closes (restart) must not end the process.
    { onPoolError: () => {}, onConnectionError: () => {} },
  );
  return new PrismaClient({ adapter });
}

/** Whether a write was refused by a unique index (Prisma's P2002, or 23505 of a raw statement). */
export function isTaken(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'P2002' || (error.code === 'P2010' && JSON.stringify(error).includes('23505'));
}
