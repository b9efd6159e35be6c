import { Injectable } from '@nestjs/common';
import type { ChatProvider } from './chat-provider.ts';
import { InteraktProvider } from './providers/interakt/interakt.provider.ts';

/** Every chat provider there is: one line each. */
@Injectable()
export class ChatProviders {
  readonly all: readonly ChatProvider[];

  constructor(readonly interakt: InteraktProvider) {
    this.all = [interakt];
  }

  find(name: string): ChatProvider | undefined {
    return this.all.find((provider) => provider.name === name);
  }
}
