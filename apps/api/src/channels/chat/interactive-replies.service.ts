import { Injectable } from '@nestjs/common';
import type { ChatShown, Input, Message, whatsappInteractive } from '@switchboard/contracts';
import { OutboundService } from '../../desk/conversations/outbound.service.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { nothingShown } from './chat-messages.repository.ts';
import { ChatOutboundService } from './chat-outbound.service.ts';
import type { OutboundInteractive } from './chat-provider.ts';

/** Answers with buttons or a list: the customer taps instead of writing. */
@Injectable()
export class InteractiveRepliesService {
  constructor(
    private readonly outbound: OutboundService,
    private readonly chat: ChatOutboundService,
  ) {}

  async reply(
    actor: Actor,
    conversationId: string,
    { text, header, footer, choices, ...guard }: Input<typeof whatsappInteractive.reply>['body'],
  ): Promise<Message> {
    const interactive: OutboundInteractive = { header, footer, choices };
    return this.outbound.queue(actor, {
      ...guard,
      conversationId,
      text,
      contentType: 'interactive',
      attachmentIds: [],
      check: (conversation) => this.chat.checkFree(conversation),
      dispatch: (messageId, { accountId }) =>
        this.chat.dispatch(messageId, accountId, { payload: { interactive }, shown: shownOf(interactive) }),
    });
  }
}

function shownOf({ header, footer, choices }: OutboundInteractive): ChatShown {
  return {
    ...nothingShown,
    header,
    footer,
    buttons: 'buttons' in choices ? choices.buttons.map((text) => ({ text, link: null })) : [],
    list: 'list' in choices ? choices.list : null,
  };
}
