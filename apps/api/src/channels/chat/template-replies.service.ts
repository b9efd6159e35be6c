import { Injectable } from '@nestjs/common';
import type {
  ChatShown,
  Input,
  Message,
  TemplatePreview,
  WhatsappTemplate,
  whatsappTemplates,
} from '@switchboard/contracts';
import { AttachmentsService, type AttachmentRow } from '../../desk/attachments/attachments.service.ts';
import { OutboundService } from '../../desk/conversations/outbound.service.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { AppError } from '../../kernel/http/app-error.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatMessagesRepository, nothingShown } from './chat-messages.repository.ts';
import { ChatOutboundService } from './chat-outbound.service.ts';
import type { OutboundTemplate } from './chat-provider.ts';
import { mediaKind, mediaProblem } from './outgoing-media.ts';
import { fillTemplate, surplusOf } from './template-text.ts';
import { isSendable, textOf, WhatsappTemplatesService } from './whatsapp-templates.service.ts';

/** Answers by template: the only ones that WhatsApp takes outside of the 24 hours. */
@Injectable()
export class TemplateRepliesService {
  constructor(
    private readonly outbound: OutboundService,
    private readonly templates: WhatsappTemplatesService,
    private readonly accounts: ChatAccountsService,
    private readonly repository: ChatMessagesRepository,
    private readonly chat: ChatOutboundService,
    private readonly attachments: AttachmentsService,
  ) {}

  /** @throws AppError `unprocessable` naming each missing value, for a template that may not be sent; `opted_out` */
  async reply(
    actor: Actor,
    conversationId: string,
    {
      templateId,
      headerValues,
      bodyValues,
      buttonValues,
      headerAttachmentId,
      ...guard
    }: Input<typeof whatsappTemplates.reply>['body'],
  ): Promise<Message> {
    const template = textOf(await this.templates.get(templateId));
    const file = headerAttachmentId ? await this.attachments.get(headerAttachmentId) : null;
    if (file) checkHeaderFile(template, file);
    const values = { headerValues: file ? [file.filename] : headerValues, bodyValues, buttonValues };
    const filled = fillTemplate(template, values);
    checkValues(filled, surplusOf(filled.places, values), template);
    const payload: OutboundTemplate = {
      name: template.name,
      language: template.language,
      hasFile: hasFile(template),
      ...values,
      // The file's own address ends: it is made when the message goes out.
      headerValues: file ? [] : headerValues,
    };
    return this.outbound.queue(actor, {
      ...guard,
      conversationId,
      text: filled.text,
      contentType: 'template',
      attachmentIds: file ? [file.id] : [],
      check: async ({ accountId, customerId }) => {
        const account = accountId ? await this.accounts.byId(accountId) : undefined;
        if (!account?.isActive || template.accountId !== account.id) {
          throw new AppError(
            'unprocessable',
            'The template belongs to another WhatsApp account than the conversation.',
          );
        }
        if (!isSendable(template)) {
          throw new AppError('unprocessable', `WhatsApp does not take this template: it is ${template.status}.`);
        }
        if (await this.repository.hasOptedOut(customerId)) throw new AppError('opted_out');
      },
      dispatch: async (messageId, { accountId }) => {
        await this.chat.dispatch(messageId, accountId, {
          payload: { template: payload },
          shown: shownOf(template, file ? { ...filled, header: null } : filled),
        });
      },
    });
  }
}

function hasFile({ headerFormat }: WhatsappTemplate): boolean {
  return headerFormat !== null && headerFormat !== 'text';
}

/** @throws AppError `unprocessable` naming the file, for one that the header does not take */
function checkHeaderFile(template: WhatsappTemplate, { contentType, sizeBytes }: AttachmentRow): void {
  const wanted = template.headerFormat;
  const problem =
    !hasFile(template) || wanted === null
      ? 'This template has no file in its header'
      : wanted !== 'document' && mediaKind(contentType) !== wanted
        ? `The header of this template is ${wanted === 'image' ? 'a picture' : 'a video'}, this file is not`
        : mediaProblem(contentType, Number(sizeBytes), wanted === 'document');
  if (!problem) return;
  throw new AppError('unprocessable', `${problem}.`, {
    details: [{ path: 'body.headerAttachmentId', message: problem }],
  });
}

function checkValues({ missing }: TemplatePreview, surplus: string[], { headerFormat }: WhatsappTemplate): void {
  const details = [
    ...missing.map((path) => ({ path, message: 'has no value' })),
    ...surplus.map((path) => ({ path, message: 'is not a place of this template' })),
  ];
  if (details.length === 0) return;
  const isFile = headerFormat !== 'text' && missing[0] === 'header.1';
  const message = missing.length > 0 ? 'Missing variable values' : 'More values than the template has places';
  throw new AppError('unprocessable', `${message}: ${isFile ? 'the file of the header' : details[0]!.path}`, {
    details,
  });
}

function shownOf({ name, language }: WhatsappTemplate, { header, footer, buttons }: TemplatePreview): ChatShown {
  return {
    ...nothingShown,
    template: { name, language },
    header,
    footer,
    buttons: buttons.map(({ kind, text, value }) => ({ text, link: kind === 'url' ? value : null })),
  };
}
