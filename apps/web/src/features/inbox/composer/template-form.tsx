import { ApiError, whatsappTemplates, type ConversationDetail, type WhatsappTemplate } from '@switchboard/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Send } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Field } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { call, query } from '../../../lib/api.ts';
import { explain } from '../../../lib/errors.ts';
import { applyMessage } from '../../../lib/inbox/cache.ts';
import { seenPosition } from '../../../lib/inbox/seen.ts';
import { placeLabel, toTemplateValues, type PlaceValues } from '../../../lib/inbox/template-values.ts';
import { uuid } from '../../../lib/uuid.ts';
import { ChatParts } from '../thread/chat-parts.tsx';
import { RichText } from '../thread/rich-text.tsx';
import { TemplateName } from './template-name.tsx';

interface TemplateFormProps {
  conversation: ConversationDetail;
  template: WhatsappTemplate;
  onBack: () => void;
  onSent: () => void;
}

/** Fills the places of one template beside a preview made by the server. */
export function TemplateForm({ conversation, template, onBack, onSent }: TemplateFormProps) {
  const cache = useQueryClient();
  const [values, setValues] = useState<PlaceValues>({});
  const [places, setPlaces] = useState<readonly string[]>([]);
  const [isChecked, setIsChecked] = useState(false);
  const [clientKey] = useState(uuid);
  const shown = useDeferredValue(values);
  const preview = useQuery({
    ...query(whatsappTemplates.preview, { params: { id: template.id }, body: toTemplateValues(places, shown) }),
    placeholderData: keepPreviousData,
  });
  const { data } = preview;
  if (data && data.places.join() !== places.join()) setPlaces(data.places);
  const header = template.headerFormat !== null && template.headerFormat !== 'text' ? 'file' : 'text';

  const send = useMutation({
    mutationFn: (force: boolean) => {
      const position = seenPosition(conversation.id);
      return call(whatsappTemplates.reply, {
        params: { id: conversation.id },
        body: {
          clientKey,
          templateId: template.id,
          ...toTemplateValues(places, values),
          ...(position === undefined ? {} : { seenPosition: position }),
          ...(force ? { force: true } : {}),
        },
      });
    },
    onSuccess: (message) => {
      applyMessage(cache, message);
      onSent();
    },
  });
  const isStale = send.error instanceof ApiError && send.error.code === 'stale';
  const isMissing = (place: string) => !values[place]?.trim();

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (data && !places.some(isMissing)) send.mutate(isStale);
      }}
    >
      <div className="mb-3 flex items-center gap-2">
        <Button look="ghost" size="icon-sm" aria-label="Back to the templates" onClick={onBack}>
          <ArrowLeft className="size-4" />
        </Button>
        <TemplateName template={template} className="min-w-0" />
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <div className="grid content-start gap-3">
          {places.map((place) => (
            <Field
              key={place}
              label={placeLabel(place, header, template.buttons)}
              type={place === 'header.1' && header === 'file' ? 'url' : 'text'}
              value={values[place] ?? ''}
              error={isChecked && isMissing(place) ? 'Needs a value' : undefined}
              onChange={(event) => setValues({ ...values, [place]: event.target.value })}
            />
          ))}
          {data?.places.length === 0 && <p className="text-sm text-muted">This template takes no values.</p>}
        </div>
        <section aria-label="Preview" className="min-w-0">
          {preview.isPending && <Skeleton className="h-24 w-full" />}
          {preview.error && (
            <p role="alert" className="text-sm text-bad">
              {explain(preview.error)}
            </p>
          )}
          {data && (
            <div className="rounded-lg bg-accent-soft px-3 py-2 text-base">
              <ChatParts header={data.header} footer={data.footer} buttons={data.buttons.map(({ text }) => ({ text }))}>
                <RichText text={data.text} marks />
              </ChatParts>
            </div>
          )}
        </section>
      </div>
      {send.error && (
        <p role="alert" className="mt-3 text-sm text-bad">
          {isStale
            ? 'Not sent yet: something arrived that you had not seen. Close this to read it.'
            : explain(send.error)}
        </p>
      )}
      <div className="mt-4 flex justify-end">
        <Button type="submit" look="primary" disabled={send.isPending}>
          <Send className="size-4" aria-hidden />
          {isStale ? 'Send anyway' : 'Send'}
        </Button>
      </div>
    </form>
  );
}
