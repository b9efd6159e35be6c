export const BARE_QUEUE = 'bare.send';

export interface BareWorkerCommands {
  start: { input: { databaseUrl: string; port: number; mailboxes: number; lanes: number }; answer: null };
}

export interface BareJob {
  mailbox: number;
  to: string;
  messageId: string;
}
