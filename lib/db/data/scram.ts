import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's scram_iterations default. */
const iterations = 4_096;

/** A random password of 192 bits, safe inside a URL. */
export const randomPassword = (): string => randomBytes(24).toString('base64url');

/**
 * The verifier that PostgreSQL stores for a password (RFC 5803: SCRAM-SHA-256$i:salt$StoredKey:ServerKey).
 * Sent instead of the password, so that no statement log ever holds it. The password must be ASCII
 * (no SASLprep is done), as randomPassword's are.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
