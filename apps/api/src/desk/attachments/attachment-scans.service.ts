import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../kernel/config/environment.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { FileStorage } from '../../kernel/storage/file-storage.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { VirusScanner, type Verdict } from './virus-scanner.ts';

const SWEPT_AT_ONCE = 200;
const TOO_LARGE = 'It is larger than the virus scanner takes.';

/**
 * Has files looked at by a virus scanner, where there is one. Until it has spoken a file is not given out; while it
 * cannot be reached files wait, and are tried again.
 */
@Injectable()
export class AttachmentScansService implements OnModuleInit {
  private readonly logger = new Logger('VirusScanner');
  private readonly scanner: VirusScanner | null;

  constructor(
    private readonly repository: AttachmentsRepository,
    private readonly storage: FileStorage,
    private readonly database: Database,
    private readonly events: EventLog,
    private readonly jobs: JobQueue,
    @Inject(ENVIRONMENT) { CLAMAV_HOST }: Environment,
  ) {
    this.scanner = CLAMAV_HOST ? new VirusScanner(CLAMAV_HOST) : null;
  }

  onModuleInit(): void {
    this.jobs.handle('attachments.scan', ({ payload }) => this.scan(payload.attachmentId));
    this.jobs.handle('attachments.scan-waiting', () => this.sweep());
  }

  /** What a file that is new is to be marked with. */
  get first(): 'pending' | 'not_scanned' {
    return this.scanner ? 'pending' : 'not_scanned';
  }

  /** Has a stored file looked at, once the running transaction has committed. */
  async request(attachmentId: string): Promise<void> {
    if (this.scanner) await this.jobs.enqueue('attachments.scan', { attachmentId });
  }

  /** Tries again what waits longer than it should; with the scanner switched off, nothing waits for it any more. */
  async sweep(): Promise<void> {
    if (!this.scanner) {
      await this.repository.stopWaiting();
      return;
    }
    for (const id of await this.repository.waiting(SWEPT_AT_ONCE)) {
      await this.jobs.enqueue('attachments.scan', { attachmentId: id }, { singletonKey: id });
    }
  }

  private async scan(id: string): Promise<void> {
    const row = await this.repository.get(id);
    if (!this.scanner || !row?.storageKey || row.scan !== 'pending') return;
    const verdict = await this.scanner.scan(await this.storage.read(row.storageKey));
    if (verdict.kind === 'infected')
      this.logger.warn({ attachmentId: id, threat: verdict.threat }, 'A file is infected');
    await this.database.transaction(async () => {
      const home = await this.repository.scanned(id, stateOf(verdict));
      if (!home) return;
      await this.events.append({
        type: 'attachment.scanned',
        payload: { messageId: home.messageId, attachmentId: id },
        conversationId: home.conversationId,
        customerId: home.customerId,
        teams: [home.teamId],
        agents: [home.assigneeId],
      });
    });
  }
}

function stateOf(verdict: Verdict): { scan: 'clean' | 'infected' | 'not_scanned'; scanDetail: string | null } {
  if (verdict.kind === 'infected') return { scan: 'infected', scanDetail: verdict.threat };
  return verdict.kind === 'clean'
    ? { scan: 'clean', scanDetail: null }
    : { scan: 'not_scanned', scanDetail: TOO_LARGE };
}
