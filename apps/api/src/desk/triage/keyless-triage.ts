import { setImmediate } from 'node:timers/promises';
import { type Classifier, type Example, Trainer } from './classifier.ts';
import type { Intent, TriageTeam } from './intents.ts';
import { summarise } from './summary.ts';

/** What triage says of a message, whoever said it. */
export interface Triage {
  summary: string;
  team: TriageTeam;
  intent: Intent;
  /** 0 to 1. */
  confidence: number;
}

export const KEYLESS_MODEL = 'keyless-1';

const EXAMPLES_AT_ONCE = 50;

let learned: Promise<Classifier> | null = null;

/** Triage without any key or network. The first call reads the labelled messages and learns from them. */
export async function triageKeyless(message: { text: string; subject: string | null }): Promise<Triage> {
  learned ??= learn();
  const classify = await learned;
  const { team, intent, confidence } = classify([message.subject, message.text].filter(Boolean).join('\n'));
  return { summary: summarise(message.text, message.subject), team, intent, confidence };
}

async function learn(): Promise<Classifier> {
  const { default: examples } = await import('./labelled/training.json', { with: { type: 'json' } });
  const trainer = new Trainer();
  for (const [at, example] of (examples as unknown as Example[]).entries()) {
    trainer.add(example);
    // Requests are served by the same thread.
    if (at % EXAMPLES_AT_ONCE === 0) await setImmediate();
  }
  return trainer.finish();
}
