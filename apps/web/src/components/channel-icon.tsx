import type { Channel } from '@switchboard/contracts';
import { Mail, Phone, Plug, Video } from 'lucide-react';
import { cn } from '../lib/cn.ts';

export const channelNames: Record<Channel, string> = {
  email: 'Email',
  whatsapp: 'WhatsApp',
  voice: 'Phone',
  youtube: 'YouTube',
  pylon: 'Pylon',
};

const WhatsappMark = ({ className }: { className?: string }) => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
    className={className}
  >
    <path d="M3 21l1.6-4.8A9 9 0 1 1 8 19.6L3 21z" />
    <path
      d="M9.3 7.7c-.9 0-1.6.9-1.4 2 .5 2.9 3.3 5.7 6.3 6.2 1.1.2 2-.5 2-1.4v-.6l-2.3-1-1 .9c-1.2-.5-2.1-1.4-2.6-2.6l.9-1-1-2.5h-.9z"
      fill="currentColor"
      stroke="none"
    />
  </svg>
);

const icons = { email: Mail, whatsapp: WhatsappMark, voice: Phone, youtube: Video, pylon: Plug } as const;

export function ChannelIcon({ channel, className }: { channel: Channel; className?: string }) {
  const Icon = icons[channel];
  return (
    <span title={channelNames[channel]} className={cn('inline-flex shrink-0', channel === 'whatsapp' && 'text-good')}>
      <Icon className={cn('size-3.5', className)} aria-hidden />
      <span className="sr-only">{channelNames[channel]}</span>
    </span>
  );
}
