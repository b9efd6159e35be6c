import type { TemplateButton } from '@switchboard/contracts';
import { z } from 'zod';
import type { ProviderTemplate } from '../../chat-provider.ts';
import { jsonIn } from '../../webhook-json.ts';
import { templateState } from './interakt-news.ts';

/** Templates a page at most; the list is asked for page after page by `offset` alone. */
export const TEMPLATE_PAGES = 60;

const text = z.string().nullish().catch(null);

const Listed = z.looseObject({
  id: z.union([z.string(), z.number()]).nullish().catch(null),
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(20),
  category: text,
  header_format: text,
  header: text,
  body: text,
  footer: text,
  buttons: z.unknown(),
  approval_status: text,
});

const Page = z.object({ results: z.object({ templates: z.array(z.unknown()) }) });

/** The path of one page. Interakt wants one concrete approval state, and lists what can be sent. */
export function templatesPath(offset: number): string {
  return `/v1/public/track/organization/templates?offset=${offset}&autosubmitted_for=all&approval_status=APPROVED&language=all`;
}

/** @returns null for an answer that is no list; entries that cannot be read are left out */
export function readTemplates(body: unknown): { count: number; templates: ProviderTemplate[] } | null {
  const page = Page.safeParse(body);
  if (!page.success) return null;
  const entries = page.data.results.templates;
  const templates = entries.flatMap((entry): ProviderTemplate[] => {
    const listed = Listed.safeParse(entry);
    if (!listed.success) return [];
    const { id, name, language, category, header_format, header, body: said, footer, approval_status } = listed.data;
    const format = (header_format ?? '').toLowerCase();
    const headerFormat =
      format === 'text' || format === 'image' || format === 'video' || format === 'document' ? format : null;
    return [
      {
        providerId: id === null || id === undefined ? null : String(id),
        name,
        language,
        category: (category ?? '').toUpperCase().slice(0, 50),
        headerFormat,
        headerText: headerFormat === 'text' ? (header ?? null) : null,
        body: said ?? '',
        footer: footer || null,
        buttons: buttonsOf(listed.data.buttons),
        status: templateState(approval_status ?? 'APPROVED'),
      },
    ];
  });
  return { count: entries.length, templates };
}

/** A list, or the text of one. */
function buttonsOf(given: unknown): TemplateButton[] {
  const list = typeof given === 'string' ? jsonIn(given) : given;
  if (!Array.isArray(list)) return [];
  return list.slice(0, 10).map((entry: unknown) => {
    const button = typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {};
    const type = word(button['type']).toUpperCase();
    const label = word(button['text']) || word(button['title']);
    if (type === 'URL') return { kind: 'url', text: label, value: word(button['url']) || null };
    if (type === 'PHONE_NUMBER') return { kind: 'phone', text: label, value: word(button['phone_number']) || null };
    if (type === 'COPY_CODE') return { kind: 'copy_code', text: label || 'Copy code', value: null };
    return { kind: type === 'QUICK_REPLY' ? 'quick_reply' : 'other', text: label, value: null };
  });
}

function word(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 2000) : '';
}
