import type { InboundEvent } from '@switchboard/contracts';

export const statusNames: Record<InboundEvent['status'], string> = {
  received: 'Received',
  processed: 'Processed',
  ignored: 'Ignored',
  failed: 'Failed',
  rejected: 'Rejected',
};

export const statusLooks: Record<InboundEvent['status'], string> = {
  received: 'bg-accent-soft text-accent-text',
  processed: 'bg-good-soft text-good',
  ignored: 'bg-hover text-muted',
  failed: 'bg-bad-soft text-bad',
  rejected: 'bg-warn-soft text-warn',
};
