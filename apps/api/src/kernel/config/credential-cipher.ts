import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from './environment.ts';

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Credentials at rest: AES-256-GCM, laid out as version (1) · key id (4) · iv (12) · tag (16) · ciphertext.
 * The key id says which key sealed a value, so the key can be rotated while old values stay readable.
 */
@Injectable()
export class CredentialCipher {
  private readonly keys: { id: Buffer; key: Buffer }[];

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    const texts = [environment.CREDENTIALS_KEY, environment.CREDENTIALS_KEY_PREVIOUS];
    this.keys = texts
      .filter((text) => text !== undefined)
      .map((text) => {
        const key = Buffer.from(text, 'base64');
        return { id: keyId(key), key };
      });
  }

  /** Seals a JSON-serialisable value with the newest key. */
  seal(value: unknown): Buffer {
    const { id, key } = this.keys[0]!;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION]), id, iv, cipher.getAuthTag(), sealed]);
  }

  /**
   * Opens what {@link seal} sealed.
   *
   * @throws Error when no known key sealed it, or when it was changed.
   */
  open(sealed: Buffer): unknown {
    const id = sealed.subarray(1, 5);
    const known = this.keys.find((key) => key.id.equals(id));
    if (sealed[0] !== VERSION || !known)
      throw new Error('These credentials were sealed with a key that is not configured.');
    const iv = sealed.subarray(5, 5 + IV_BYTES);
    const tag = sealed.subarray(5 + IV_BYTES, 5 + IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', known.key, iv);
    decipher.setAuthTag(tag);
    const text = Buffer.concat([decipher.update(sealed.subarray(5 + IV_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString('utf8'));
  }
}

function keyId(key: Buffer): Buffer {
  // A check value, not a hash of secret content: encrypting zeros tells keys apart without revealing them.
  const cipher = createCipheriv('aes-256-ecb', key, null);
  return cipher.update(Buffer.alloc(16)).subarray(0, 4);
}
