import type { WhatsappTemplate } from '@switchboard/contracts';
import { cn } from '../../../lib/cn.ts';

/** A template's name, with its language and category, and that nobody knows whether WhatsApp approved it. */
export function TemplateName({ template, className }: { template: WhatsappTemplate; className?: string }) {
  return (
    <span className={cn('flex items-baseline gap-2 text-sm font-medium', className)}>
      <span className="truncate">{template.name}</span>
      <span className="shrink-0 text-2xs font-normal text-muted">
        {[template.language, template.category.toLowerCase()].filter(Boolean).join(' · ')}
      </span>
      {template.status === 'unknown' && (
        <span
          className="shrink-0 text-2xs font-normal text-warn"
          title="It was written down by hand. If WhatsApp has not approved it, the message fails."
        >
          approval unknown
        </span>
      )}
    </span>
  );
}
