import { createHmac, hkdfSync, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Attachment } from '@switchboard/contracts';
import type { Selectable } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import { ENVIRONMENT, publicUrl, type Environment } from '../../kernel/config/environment.ts';
import type { Attachments } from '../../kernel/database/db.generated.ts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { FileStorage } from '../../kernel/storage/file-storage.ts';
import { AttachmentScansService } from './attachment-scans.service.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { trueType } from './true-type.ts';

export { afterScan, scanHoldOf } from './scan-hold.ts';

const LINK_SECONDS = 3600;

export interface NewAttachment {
  filename: string;
  contentType: string;
  sizeBytes: number | null;
  storageKey: string | null;
  contentId?: string | null;
  isInline?: boolean;
  /** `too_large`: it is not kept apart from what it came in. */
  state: 'stored' | 'pending' | 'too_large';
}

export type AttachmentRow = Selectable<Attachments>;

/** What of a row {@link AttachmentsService.toAttachment} needs. */
export type ShownAttachment = Pick<
  AttachmentRow,
  | 'id'
  | 'filename'
  | 'contentType'
  | 'sizeBytes'
  | 'isInline'
  | 'contentId'
  | 'state'
  | 'storageKey'
  | 'scan'
  | 'scanDetail'
> & { problem?: string | null; retryAt?: string | null };

/** Files that hang off messages: kept in storage, reached by addresses that are signed and end. */
@Injectable()
export class AttachmentsService {
  private readonly key: Buffer;
  private readonly base: string;

  constructor(
    private readonly repository: AttachmentsRepository,
    private readonly storage: FileStorage,
    private readonly scans: AttachmentScansService,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    const secret = Buffer.from(environment.CREDENTIALS_KEY, 'base64');
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'attachment links', 32));
    this.base = publicUrl(environment);
  }

  /** Adds files to a message in this order, after the `before` that it has, in the running transaction. */
  async add(messageId: string, files: NewAttachment[], before = 0): Promise<AttachmentRow[]> {
    return this.addAll([{ messageId, files, before }]);
  }

  /** As {@link add}, for many messages at once. */
  async addAll(given: { messageId: string; files: NewAttachment[]; before?: number }[]): Promise<AttachmentRow[]> {
    const rows = await this.repository.insert(
      given.flatMap(({ messageId, files, before = 0 }) =>
        files.map((file, at) => ({
          ...file,
          filename: safeName(file.filename),
          messageId,
          position: before + at,
          scan: file.state === 'too_large' ? 'not_scanned' : this.scans.first,
        })),
      ),
    );
    for (const row of rows) if (row.state === 'stored') await this.scans.request(row.id);
    return rows;
  }

  /** Puts a file into storage. @returns its true type, whatever its sender calls it */
  async keep(storageKey: string, body: Buffer, declaredType: string): Promise<string> {
    const contentType = await trueType(body, declaredType);
    await this.storage.put(storageKey, body, contentType);
    return contentType;
  }

  async upload(actor: Actor, file: { filename: string; contentType: string; body: Buffer }): Promise<Attachment> {
    const storageKey = newStorageKey('uploads');
    const contentType = await this.keep(storageKey, file.body, file.contentType);
    const [row] = await this.repository.insert([
      {
        filename: safeName(file.filename),
        contentType,
        sizeBytes: file.body.length,
        storageKey,
        uploadedBy: actor.agentId,
        state: 'stored',
        scan: this.scans.first,
      },
    ]);
    await this.scans.request(row!.id);
    return this.toAttachment(row!);
  }

  /** Binds the agent's uploads to a message. @throws AppError `unprocessable` when one is not there or bound already. */
  async claim(actor: Actor, ids: string[], messageId: string): Promise<void> {
    const distinct = [...new Set(ids)];
    const infected = await this.repository.infectedAmong(distinct);
    if (infected) throw new AppError('unprocessable', `${infected} carries a virus and cannot be sent.`);
    const bound = await this.repository.claim(distinct, messageId, actor.agentId);
    if (bound !== distinct.length)
      throw new AppError('unprocessable', 'An attachment is not there any more. Upload it again.');
  }

  async get(id: string): Promise<AttachmentRow> {
    return found(await this.repository.get(id), 'attachment');
  }

  async settle(...args: Parameters<AttachmentsRepository['settle']>): Promise<AttachmentRow | undefined> {
    const row = await this.repository.settle(...args);
    if (row?.state === 'stored') await this.scans.request(row.id);
    return row;
  }

  /**
   * A file and its type by its own bytes.
   *
   * @throws AppError `forbidden` for a signature that is wrong or has ended and for an infected file, `conflict` for
   * one that is still to be checked, `not_found`
   */
  async open(
    id: string,
    expires: number,
    signature: string,
  ): Promise<{ row: AttachmentRow; contentType: string; stream: Readable }> {
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(id, expires);
    if (given.length !== right.length || !timingSafeEqual(given, right))
      throw new AppError('forbidden', 'The signature of this address is wrong.');
    if (expires * 1000 < Date.now())
      throw new AppError('forbidden', 'This address has ended. Load the conversation again.');
    const row = await this.get(id);
    if (row.scan === 'infected') throw new AppError('forbidden', `This file carries a virus: ${row.scanDetail}.`);
    if (row.scan === 'pending') throw new AppError('conflict', 'This file is still being checked for viruses.');
    const stream = await this.storage.read(found(row.storageKey, 'file'));
    return { row, contentType: await trueType(await headOf(stream), row.contentType), stream };
  }

  toAttachment(row: ShownAttachment): Attachment {
    return {
      id: row.id,
      filename: row.filename,
      contentType: row.contentType,
      sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
      isInline: row.isInline,
      contentId: row.contentId,
      state: row.state as Attachment['state'],
      problem: row.problem ?? null,
      retryAt: row.retryAt ? new Date(row.retryAt).toISOString() : null,
      scan: row.scan as Attachment['scan'],
      threat: row.scan === 'infected' ? row.scanDetail : null,
      url: row.storageKey && row.scan !== 'pending' && row.scan !== 'infected' ? this.linkTo(row.id) : null,
    };
  }

  private linkTo(id: string): string {
    // Rounded up to the half hour, so that the browser's cache sees the same address again.
    const expires = (Math.ceil(Date.now() / 1000 / 1800) + 1) * 1800 + LINK_SECONDS - 1800;
    return `${this.base}/attachments/${id}?expires=${expires}&signature=${this.sign(id, expires).toString('base64url')}`;
  }

  private sign(id: string, expires: number): Buffer {
    return createHmac('sha256', this.key).update(`${id}.${expires}`).digest();
  }
}

/** The first bytes of a file; they stay in the stream. */
async function headOf(stream: Readable): Promise<Buffer> {
  if (stream.readableLength === 0) await Promise.race([once(stream, 'readable'), once(stream, 'end')]);
  const head = (stream.read() as Buffer | null) ?? Buffer.alloc(0);
  stream.unshift(head);
  return head;
}

/** A new key below `area`, foldered by month. */
function newStorageKey(area: string): string {
  const now = new Date();
  return `${area}/${now.getUTCFullYear()}/${String(now.getUTCMonth() + 1).padStart(2, '0')}/${randomUUID()}`;
}

/** A file name that cannot leave a folder, break a header or hide its end. */
function safeName(name: string): string {
  const clean = name
    .replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '')
    .replaceAll(/[/\\]/g, '_')
    .trim()
    .slice(0, 200);
  return clean === '' || /^\.+$/.test(clean) ? 'attachment' : clean;
}
