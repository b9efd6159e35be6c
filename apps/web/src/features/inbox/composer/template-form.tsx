import {
  whatsappTemplates,
  type Attachment,
  type ConversationDetail,
  type WhatsappTemplate,
} from '@switchboard/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeft, Send } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Field } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { call, query } from '../../../lib/api.ts';
import { explain } from '../../../lib/errors.ts';
import { placeLabel, toTemplateValues, type PlaceValues } from '../../../lib/inbox/template-values.ts';
import { ChatParts } from '../thread/chat-parts.tsx';
import { RichText } from '../thread/rich-text.tsx';
import { HeaderFile } from './header-file.tsx';
import { TemplateName } from './template-name.tsx';
import { useGuardedReply } from './use-guarded-reply.ts';

interface TemplateFormProps {
  conversation: ConversationDetail;
  template: WhatsappTemplate;
  onBack: () => void;
  onSent: () => void;
}

/** Fills the places of one template beside a preview made by the server. */
export function TemplateForm({ conversation, template, onBack, onSent }: TemplateFormProps) {
  const [values, setValues] = useState<PlaceValues>({});
  const [places, setPlaces] = useState<readonly string[]>([]);
  const [isChecked, setIsChecked] = useState(false);
  const [file, setFile] = useState<Attachment | null>(null);
  const shown = useDeferredValue(values);
  const preview = useQuery({
    ...query(whatsappTemplates.preview, { params: { id: template.id }, body: toTemplateValues(places, shown) }),
    placeholderData: keepPreviousData,
  });
  const { data } = preview;
  if (data && data.places.join() !== places.join()) setPlaces(data.places);
  const header = template.headerFormat !== null && template.headerFormat !== 'text' ? 'file' : 'text';

  const reply = useGuardedReply(
    conversation.id,
    (guard) =>
      call(whatsappTemplates.reply, {
        params: { id: conversation.id },
        body: {
          ...guard,
          templateId: template.id,
          ...toTemplateValues(places, values),
          ...(file ? { headerValues: [], headerAttachmentId: file.id } : {}),
        },
      }),
    onSent,
  );
  const isMissing = (place: string) => !values[place]?.trim();

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (data && !places.some(isMissing)) reply.send();
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
          {places.map((place) =>
            place === 'header.1' && header === 'file' ? (
              <HeaderFile
                key={place}
                format={template.headerFormat}
                file={file}
                onFile={(given) => {
                  setFile(given);
                  // The preview shows it by its name.
                  setValues({ ...values, [place]: given?.filename ?? '' });
                }}
                address={file ? '' : (values[place] ?? '')}
                onAddress={(address) => setValues({ ...values, [place]: address })}
                problem={isChecked && isMissing(place) ? 'Needs a file' : undefined}
              />
            ) : (
              <Field
                key={place}
                label={placeLabel(place, header, template)}
                value={values[place] ?? ''}
                error={isChecked && isMissing(place) ? 'Needs a value' : undefined}
                onChange={(event) => setValues({ ...values, [place]: event.target.value })}
              />
            ),
          )}
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
      {reply.problem && (
        <p role="alert" className="mt-3 text-sm text-bad">
          {reply.problem}
        </p>
      )}
      <div className="mt-4 flex justify-end">
        <Button type="submit" look="primary" disabled={reply.isPending}>
          <Send className="size-4" aria-hidden />
          {reply.isStale ? 'Send anyway' : 'Send'}
        </Button>
      </div>
    </form>
  );
}
