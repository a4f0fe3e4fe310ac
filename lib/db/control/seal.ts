import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What a derived key is for: a key of one purpose is of no use for another. */
export type KeyPurpose = 'seal' | 'ticket' | 'internal';

/** A key of 32 bytes for one purpose, derived from INSITU_SECRET (RFC 5869). */
export function derivedKey(purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret(), '', `insitu ${purpose}`, 32));
}

function secret(): Buffer {
  const hex = process.env.INSITU_SECRET ?? '';
  if (!/^[0-9a-f]{64,}$/i.test(hex)) throw new Error('INSITU_SECRET is not set: at least 32 bytes as hex digits');
  return Buffer.from(hex, 'hex');
}

/**
 * Encrypts with AES-256-GCM.
 * @param context what the value belongs to (a person's id); it must be the same when it is opened,
 *   so that a sealed value can't be moved to another row
 * @returns `v1.<nonce>.<tag>.<ciphertext>`, base64url
 */
export function seal(text: string, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', derivedKey('seal'), nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v1', ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
}

/** Opens what `seal` made. Throws when the secret, the context or a byte of it is another. */
export function unseal(sealed: string, context: string): string {
  const [version, nonce = '', tag = '', text = ''] = sealed.split('.');
  if (version !== 'v1') throw new Error('sealed by another version of Insitu');
  const decipher = createDecipheriv('aes-256-gcm', derivedKey('seal'), Buffer.from(nonce, 'base64url'), {
    authTagLength: 16,
  });
  decipher.setAAD(Buffer.from(context)).setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
}
