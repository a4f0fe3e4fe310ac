import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in a cookie and in an address. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What the database keeps of a token: who reads the database can't sign in with it. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
