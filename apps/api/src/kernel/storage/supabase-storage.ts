import { Readable } from 'node:stream';
import type { SupabaseClient } from '@supabase/supabase-js';
import { notFound } from '../http/app-error.ts';
import { checkKey, FileStorage } from './file-storage.ts';

/** Files in a private bucket of a Supabase project. */
export class SupabaseStorage extends FileStorage {
  constructor(
    private readonly client: SupabaseClient,
    private readonly bucket: string,
  ) {
    super();
  }

  async put(key: string, body: Buffer, contentType: string): Promise<void> {
    const { error } = await this.client.storage
      .from(this.bucket)
      .upload(checkKey(key), body, { contentType, upsert: true });
    if (error) throw error;
  }

  async read(key: string): Promise<Readable> {
    const { data, error } = await this.client.storage.from(this.bucket).download(checkKey(key));
    if (error) throw notFound('file');
    return Readable.fromWeb(data.stream() as Parameters<typeof Readable.fromWeb>[0]);
  }

  async remove(key: string): Promise<void> {
    const { error } = await this.client.storage.from(this.bucket).remove([checkKey(key)]);
    if (error) throw error;
  }
}
