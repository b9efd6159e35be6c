import { Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../kernel/config/environment.ts';
import { ConversationsModule } from '../conversations/conversations.module.ts';
import { GeminiLanguageModel } from './gemini-language-model.ts';
import { LANGUAGE_MODEL, type LanguageModel } from './language-model.ts';
import { TriageRepository } from './triage.repository.ts';
import { TriageService } from './triage.service.ts';

const MODEL_TIMEOUT_MILLISECONDS = 15_000;

@Module({
  imports: [ConversationsModule],
  providers: [
    TriageService,
    TriageRepository,
    {
      provide: LANGUAGE_MODEL,
      inject: [ENVIRONMENT],
      useFactory: ({ GEMINI_API_KEY, GEMINI_MODEL, GEMINI_BASE_URL }: Environment): LanguageModel | null =>
        GEMINI_API_KEY
          ? new GeminiLanguageModel({
              apiKey: GEMINI_API_KEY,
              model: GEMINI_MODEL,
              baseUrl: GEMINI_BASE_URL,
              timeoutMilliseconds: MODEL_TIMEOUT_MILLISECONDS,
            })
          : null,
    },
  ],
})
export class TriageModule {}
