import { beforeEach, describe, expect, it } from 'vitest';
import { derivedKey, seal, unseal } from './seal.ts';

beforeEach(() => {
  process.env.INSITU_SECRET = 'ab'.repeat(32);
});

describe('sealed values', () => {
  it('come back, and two seals of one value differ', () => {
    const sealed = seal('pässword', 'person 1');
    expect(unseal(sealed, 'person 1')).toBe('pässword');
    expect(seal('pässword', 'person 1')).not.toBe(sealed);
    expect(sealed).not.toContain(Buffer.from('pässword').toString('base64url'));
  });

  it('open in no other row, under no other secret, and not when changed', () => {
    const sealed = seal('password', 'person 1');
    expect(() => unseal(sealed, 'person 2')).toThrow();
    const parts = sealed.split('.');
    for (const at of [1, 2, 3]) {
      const changed = parts.map((part, index) =>
        index === at ? `${part[0] === 'A' ? 'B' : 'A'}${part.slice(1)}` : part,
      );
      expect(() => unseal(changed.join('.'), 'person 1')).toThrow();
    }
    expect(() => unseal(`v1.${parts[1]}..${parts[3]}`, 'person 1')).toThrow();
    process.env.INSITU_SECRET = 'cd'.repeat(32);
    expect(() => unseal(sealed, 'person 1')).toThrow();
  });

  it('need a secret of 32 bytes, and each purpose has a key of its own', () => {
    expect(derivedKey('ticket').equals(derivedKey('seal'))).toBe(false);
    process.env.INSITU_SECRET = 'ab';
    expect(() => seal('x', 'y')).toThrow(/INSITU_SECRET/);
  });
});
