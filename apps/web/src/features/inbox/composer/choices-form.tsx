import { whatsappInteractive, type ConversationDetail } from '@switchboard/contracts';
import { Send } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, inputLook } from '../../../components/ui/field.tsx';
import { call } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';
import { choiceLimits, choicesOf, newChoices, problemsOf, type ChoicesDraft } from '../../../lib/inbox/choices.ts';
import { ButtonFields, RowFields } from './choices-fields.tsx';
import { ChoicesPreview } from './choices-preview.tsx';
import { useGuardedReply } from './use-guarded-reply.ts';

interface ChoicesFormProps {
  conversation: ConversationDetail;
  /** What stands in the composer: it becomes the question. */
  text: string;
  onSent: () => void;
  onClose: () => void;
}

const kinds = { buttons: 'Up to 3 buttons', list: 'A list of up to 10' } as const;

/** A WhatsApp message with buttons or a list, written beside what the phone will show. */
export function ChoicesForm({ conversation, text, onSent, onClose }: ChoicesFormProps) {
  const [draft, setDraft] = useState(() => newChoices(text));
  const [isChecked, setIsChecked] = useState(false);
  const questionId = useId();
  const problems = problemsOf(draft);
  const change = (part: Partial<ChoicesDraft>) => setDraft({ ...draft, ...part });
  // What is too long is said at once, what is still empty when it is sent.
  const problemOf = (name: string) => (isChecked || problems[name]?.startsWith('At most') ? problems[name] : undefined);
  const reply = useGuardedReply(
    conversation.id,
    (guard) =>
      call(whatsappInteractive.reply, {
        params: { id: conversation.id },
        body: {
          ...guard,
          text: draft.text.trim(),
          header: draft.header.trim() || null,
          footer: draft.footer.trim() || null,
          choices: choicesOf(draft),
        },
      }),
    () => {
      onSent();
      onClose();
    },
  );

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      shape="wide"
      title="Offer choices"
      description={`${conversation.customerName} taps instead of writing`}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsChecked(true);
          const [first] = Object.keys(problems);
          if (!first) reply.send();
          else requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
        }}
      >
        <div role="radiogroup" aria-label="Kind of choices" className="mb-3 flex gap-1">
          {(['buttons', 'list'] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              role="radio"
              aria-checked={draft.kind === kind}
              onClick={() => change({ kind })}
              className={cn(
                'h-7 rounded-md px-2.5 text-sm',
                draft.kind === kind ? 'bg-hover font-medium' : 'text-muted hover:text-fg',
              )}
            >
              {kinds[kind]}
            </button>
          ))}
        </div>
        <div className="grid gap-5 sm:grid-cols-2">
          <div className="grid content-start gap-3">
            <div className="grid gap-1">
              <label htmlFor={questionId} className="text-sm font-medium">
                Question
              </label>
              <textarea
                id={questionId}
                rows={3}
                value={draft.text}
                aria-invalid={problemOf('text') ? true : undefined}
                aria-describedby={problemOf('text') ? `${questionId}-problem` : undefined}
                onChange={(event) => change({ text: event.target.value })}
                className={cn(inputLook, 'h-auto resize-y py-1.5')}
              />
              {problemOf('text') && (
                <p id={`${questionId}-problem`} className="text-xs text-bad">
                  {problemOf('text')}
                </p>
              )}
            </div>
            {draft.kind === 'buttons' ? (
              <ButtonFields draft={draft} change={change} problemOf={problemOf} />
            ) : (
              <RowFields draft={draft} change={change} problemOf={problemOf} />
            )}
            <details className="text-sm" open={Boolean(draft.header || draft.footer) || undefined}>
              <summary className="cursor-pointer text-muted hover:text-fg">Header and footer</summary>
              <div className="mt-2 grid gap-3">
                {(['header', 'footer'] as const).map((name) => (
                  <Field
                    key={name}
                    label={name === 'header' ? 'Header' : 'Footer'}
                    hint={`${draft[name].trim().length} of ${choiceLimits[name]}`}
                    value={draft[name]}
                    error={problemOf(name)}
                    onChange={(event) => change({ [name]: event.target.value })}
                  />
                ))}
              </div>
            </details>
          </div>
          <ChoicesPreview draft={draft} />
        </div>
        {reply.problem && (
          <p role="alert" className="mt-3 text-sm text-bad">
            {reply.problem}
          </p>
        )}
        <div className="mt-4 flex items-center justify-end gap-3">
          {isChecked && Object.keys(problems).length > 0 && (
            <p role="status" className="text-sm text-bad">
              Something needs a look.
            </p>
          )}
          <Button type="submit" look="primary" disabled={reply.isPending}>
            <Send className="size-4" aria-hidden />
            {reply.isStale ? 'Send anyway' : 'Send'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
