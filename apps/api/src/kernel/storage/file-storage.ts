import type { Readable } from 'node:stream';

/** Where files live: attachments, raw mail, recordings. Keys are made by us and look like `mail/2026/11/<uuid>`. */
export abstract class FileStorage {
  /** Writes the whole file; a half-written one is never seen under its key. */
  abstract put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** @throws AppError `not_found` */
  abstract read(key: string): Promise<Readable>;
  abstract remove(key: string): Promise<void>;
}

/** @throws Error for a key that could leave its folder. */
export function checkKey(key: string): string {
  if (!/^[a-z0-9][a-z0-9/_.-]*$/i.test(key) || key.includes('..')) throw new Error(`Not a storage key: ${key}`);
  return key;
}
