import type { WhatsappTemplate } from '@switchboard/contracts';

/** How far WhatsApp has come with a template: what it is called, and how it looks. */
export const templateStates: Record<WhatsappTemplate['status'], readonly [name: string, look: string]> = {
  approved: ['Approved', 'bg-good-soft text-good'],
  pending: ['In review', 'bg-accent-soft text-accent-text'],
  rejected: ['Rejected', 'bg-bad-soft text-bad'],
  paused: ['Paused', 'bg-warn-soft text-warn'],
  disabled: ['Disabled', 'bg-bad-soft text-bad'],
  unknown: ['Not known', 'bg-hover text-muted'],
};
