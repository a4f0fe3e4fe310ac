import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's first recommendation for scrypt: 128 MiB and about 0.4 s a hash. */
const cost = { N: 2 ** 17, r: 8, p: 1 };
const keyBytes = 32;
const maxmem = 256 * 1024 * 1024;
/** Hashes at once: each takes 128 MiB, and a flood of attempts must not take the machine. */
const atOnce = 2;

/** Longest text that is hashed; nobody's password manager makes more. */
export const maxPasswordLength = 1_000;
export const minPasswordLength = 10;

/** @returns `scrypt$N$r$p$salt$hash`, base64url: it carries its parameters, so that they can grow. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, { ...cost, maxmem });
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Whether a password is the hashed one. Without a hash (nobody of that e-mail) it takes as long and
 * says no, so that time doesn't tell who is here.
 */
export async function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const [scheme, N, r, p, salt = '', hash = ''] = (stored ?? '').split('$');
  if (scheme !== 'scrypt' || password.length > maxPasswordLength) {
    await derive(password.slice(0, maxPasswordLength), randomBytes(16), { ...cost, maxmem });
    return false;
  }
  const expected = Buffer.from(hash, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64url'), options), expected);
}

let running = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    // The same letters typed on another system may be composed otherwise.
    return await new Promise((resolve, reject) => {
      scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
