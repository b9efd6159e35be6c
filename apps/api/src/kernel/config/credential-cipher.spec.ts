import { randomBytes } from 'node:crypto';
import { CredentialCipher } from './credential-cipher.ts';
import { readEnvironment } from './environment.ts';

const key = () => randomBytes(32).toString('base64');

function cipherWith(CREDENTIALS_KEY: string, CREDENTIALS_KEY_PREVIOUS?: string): CredentialCipher {
  const rest = { DATABASE_URL: 'postgres://none', SUPABASE_URL: 'http://127.0.0.1', SUPABASE_ANON_KEY: 'none' };
  return new CredentialCipher(readEnvironment({ ...rest, CREDENTIALS_KEY, CREDENTIALS_KEY_PREVIOUS }));
}

const secret = { apiKey: 'a-key', nested: { password: 'पासवर्ड' } };

describe('credentials at rest', () => {
  it('come back as they were, and say nothing of themselves', () => {
    const cipher = cipherWith(key());
    const sealed = cipher.seal(secret);
    expect(cipher.open(sealed)).toEqual(secret);
    expect(sealed.toString('latin1')).not.toContain('a-key');
    expect(cipher.seal(secret).equals(sealed)).toBe(false);
  });

  it('do not open once any byte was changed', () => {
    const cipher = cipherWith(key());
    const sealed = cipher.seal(secret);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => cipher.open(changed)).toThrow(/not configured|unable to authenticate/);
    }
    expect(() => cipher.open(sealed.subarray(0, -1))).toThrow('unable to authenticate');
    expect(() => cipher.open(Buffer.alloc(0))).toThrow('not configured');
  });

  it('stay readable while the key is rotated, and are sealed by the new one', () => {
    const [old, fresh] = [key(), key()];
    const sealedBefore = cipherWith(old).seal(secret);
    const rotating = cipherWith(fresh, old);
    expect(rotating.open(sealedBefore)).toEqual(secret);
    const sealedAfter = rotating.seal(secret);
    expect(cipherWith(fresh).open(sealedAfter)).toEqual(secret);
    expect(() => cipherWith(fresh).open(sealedBefore)).toThrow('not configured');
    expect(() => cipherWith(old).open(sealedAfter)).toThrow('not configured');
  });

  it('take no key of another length', () => {
    expect(() => cipherWith(randomBytes(16).toString('base64'))).toThrow('CREDENTIALS_KEY');
    expect(() => cipherWith(key(), randomBytes(16).toString('base64'))).toThrow('CREDENTIALS_KEY_PREVIOUS');
  });
});
