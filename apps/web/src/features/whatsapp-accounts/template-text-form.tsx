import { whatsappTemplates, type TemplateButton, type WhatsappTemplate } from '@switchboard/contracts';
import { ArrowLeft, Plus, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Field, inputLook } from '../../components/ui/field.tsx';
import { IconButton } from '../../components/ui/icon-button.tsx';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { fieldError } from '../../lib/field-errors.ts';
import { useChange } from '../../lib/use-change.ts';
import { templateStates } from './template-states.ts';

interface TemplateTextFormProps {
  accountId: string;
  /** The one whose text is written down; null for one that is not known yet. */
  template: WhatsappTemplate | null;
  onDone: () => void;
}

const categories = { UTILITY: 'Utility', MARKETING: 'Marketing', AUTHENTICATION: 'Authentication' } as const;
const headers = { '': 'None', text: 'Text', image: 'Picture', video: 'Video', document: 'Document' } as const;
const buttonKinds = {
  quick_reply: 'Quick reply',
  url: 'Opens an address',
  phone: 'Calls a number',
  copy_code: 'Copies a code',
} as const;
const MOST_BUTTONS = 10;

/** Writes down what a template says that Interakt does not list. Its approval is WhatsApp's to give. */
export function TemplateTextForm({ accountId, template, onDone }: TemplateTextFormProps) {
  const bodyId = useId();
  const [form, setForm] = useState({
    name: template?.name ?? '',
    language: template?.language ?? 'en',
    category: (template?.category || 'UTILITY') as keyof typeof categories,
    headerFormat: (template?.headerFormat ?? '') as keyof typeof headers,
    headerText: template?.headerText ?? '',
    body: template?.body ?? '',
    footer: template?.footer ?? '',
    buttons: template?.buttons ?? ([] as TemplateButton[]),
  });
  const register = useChange(whatsappTemplates.register, {
    refresh: [whatsappTemplates.list],
    done: 'The template is written down.',
    onSuccess: onDone,
  });
  const { error } = register;
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const places = new Set([...form.body.matchAll(/\{\{\s*(\d+)\s*\}\}/g)].map(([, number]) => Number(number)));
  const gap = [...places].find((number) => number > 1 && !places.has(number - 1));
  const bodyProblem = gap ? `{{${gap}}} comes without {{${gap - 1}}}` : fieldError(error, 'body');
  const textField = (name: 'name' | 'language' | 'headerText' | 'footer') => ({
    value: form[name],
    error: fieldError(error, name),
    onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
  });
  const changeButton = (at: number, part: Partial<TemplateButton>) =>
    change({ buttons: form.buttons.with(at, { ...form.buttons[at]!, ...part }) });

  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (gap) return;
        const { headerFormat, headerText, footer, ...rest } = form;
        register.mutate({
          params: { id: accountId },
          body: {
            ...rest,
            headerFormat: headerFormat || null,
            headerText: headerFormat === 'text' ? headerText : null,
            footer: footer.trim() || null,
          },
        });
      }}
    >
      <div className="flex items-center gap-2">
        <Button look="ghost" size="icon-sm" aria-label="Back to the templates" onClick={onDone}>
          <ArrowLeft className="size-4" />
        </Button>
        <p className="min-w-0 text-sm text-muted">
          {template
            ? `State at WhatsApp: ${templateStates[template.status][0].toLowerCase()}.`
            : 'For a template that is registered at WhatsApp, and that “Fetch from Interakt” does not bring.'}
        </p>
      </div>
      {error && <Notice look="error">{explain(error)}</Notice>}
      <div className="grid gap-3 sm:grid-cols-3">
        <Field
          label="Name"
          required
          readOnly={template !== null}
          pattern="[a-z0-9_]+"
          placeholder="order_update"
          hint="Small letters, digits, underscores."
          {...textField('name')}
        />
        <Field
          label="Language"
          required
          readOnly={template !== null}
          placeholder="en"
          hint="Such as en, en_US, hi."
          {...textField('language')}
        />
        <Choice
          label="Category"
          value={form.category}
          options={categories}
          onChange={(category) => change({ category })}
        />
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Choice
          label="Header"
          value={form.headerFormat}
          options={headers}
          onChange={(headerFormat) => change({ headerFormat })}
        />
        {form.headerFormat === 'text' && (
          <Field
            label="Text of the header"
            required
            maxLength={60}
            className="sm:col-span-2"
            {...textField('headerText')}
          />
        )}
      </div>
      <div className="grid gap-1">
        <label htmlFor={bodyId} className="text-sm font-medium">
          Text
        </label>
        <textarea
          id={bodyId}
          required
          rows={5}
          maxLength={1024}
          value={form.body}
          aria-invalid={bodyProblem ? true : undefined}
          aria-describedby={`${bodyId}-hint`}
          onChange={(event) => change({ body: event.target.value })}
          className={cn(inputLook, 'h-auto resize-y py-1.5')}
        />
        <p id={`${bodyId}-hint`} className={cn('text-xs', bodyProblem ? 'text-bad' : 'text-muted')}>
          {bodyProblem ?? '{{1}}, {{2}} … where values go, as it is registered.'}
        </p>
      </div>
      <Field label="Footer" maxLength={60} {...textField('footer')} />
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-sm font-medium">Buttons</legend>
        {form.buttons.map((button, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a button is known by its place
          <div key={at} className="flex flex-wrap items-end gap-2">
            <Choice
              label={`Button ${at + 1}`}
              value={button.kind === 'other' ? 'quick_reply' : button.kind}
              options={buttonKinds}
              onChange={(kind) => changeButton(at, { kind, value: kind === 'quick_reply' ? null : button.value })}
            />
            <Field
              label="Says"
              required
              maxLength={25}
              className="min-w-32 flex-1"
              value={button.text}
              onChange={(event) => changeButton(at, { text: event.target.value })}
            />
            {(button.kind === 'url' || button.kind === 'phone') && (
              <Field
                label={button.kind === 'url' ? 'Address' : 'Number'}
                required
                placeholder={button.kind === 'url' ? 'https://shop.example.test/{{1}}' : '+919000000000'}
                className="min-w-40 flex-[2]"
                value={button.value ?? ''}
                onChange={(event) => changeButton(at, { value: event.target.value })}
              />
            )}
            <IconButton
              label={`Remove button ${at + 1}`}
              className="mb-1"
              onClick={() => change({ buttons: form.buttons.filter((_, index) => index !== at) })}
            >
              <Trash2 className="size-3.5" />
            </IconButton>
          </div>
        ))}
        {form.buttons.length < MOST_BUTTONS && (
          <Button
            size="sm"
            className="justify-self-start"
            onClick={() => change({ buttons: [...form.buttons, { kind: 'quick_reply', text: '', value: null }] })}
          >
            <Plus className="size-3.5" aria-hidden />
            Add a button
          </Button>
        )}
      </fieldset>
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" disabled={register.isPending}>
          Write it down
        </Button>
      </div>
    </form>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: Record<T, string>;
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
        className={cn(inputLook, 'px-2')}
      >
        {(Object.entries(options) as [T, string][]).map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
