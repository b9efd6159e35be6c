import { Controller } from '@nestjs/common';
import { chatMedia, type Attachment, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { ChatMediaService } from './chat-media.service.ts';

@Controller()
export class ChatMediaController {
  constructor(private readonly media: ChatMediaService) {}

  @Route(chatMedia.fetchAgain)
  fetchAgain({ params }: Input<typeof chatMedia.fetchAgain>, @CurrentActor() actor: Actor): Promise<Attachment> {
    return this.media.fetchAgain(actor, params.id);
  }
}
