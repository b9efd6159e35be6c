import {
  replyTemplates,
  templateChannels,
  teams,
  variableNames,
  variables,
  type ReplyTemplate,
} from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Field, inputLook } from '../../components/ui/field.tsx';
import { VariableHelp } from '../../components/variable-help.tsx';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { fieldError } from '../../lib/field-errors.ts';
import { useChange } from '../../lib/use-change.ts';

const channelWords = { email: 'Mail', whatsapp: 'WhatsApp' } as const;

/** Writes a canned response or changes one. */
export function ReplyTemplateForm({ template, onClose }: { template: ReplyTemplate | null; onClose: () => void }) {
  const id = useId();
  const [form, setForm] = useState({
    title: template?.title ?? '',
    shortcut: template?.shortcut ?? '',
    body: template?.body ?? '',
    channels: template?.channels ?? [...templateChannels],
    teamId: template?.teamId ?? null,
  });
  const { data: allTeams } = useQuery(query(teams.list, {}));
  const refresh = [replyTemplates.list];
  const create = useChange(replyTemplates.create, { refresh, done: 'It is there for everybody.', onSuccess: onClose });
  const update = useChange(replyTemplates.update, { refresh, done: 'It is changed.', onSuccess: onClose });
  const error = create.error ?? update.error;
  const bodyError = fieldError(error, 'body');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...form, shortcut: form.shortcut.trim() === '' ? null : form.shortcut };
    if (template) update.mutate({ params: { id: template.id }, body });
    else create.mutate({ body });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="wide"
      title={template ? 'Change a canned response' : 'Write a canned response'}
    >
      <form onSubmit={submit} className="mt-2 grid gap-4">
        {error && <Notice look="error">{explain(error)}</Notice>}
        <div className="grid gap-4 sm:grid-cols-[1fr_14rem]">
          <Field
            label="Title"
            required
            autoFocus
            value={form.title}
            error={fieldError(error, 'title')}
            onChange={(event) => setForm({ ...form, title: event.target.value })}
          />
          <Field
            label="Shortcut"
            placeholder="refund"
            hint="Typed after /"
            value={form.shortcut}
            error={fieldError(error, 'shortcut')}
            onChange={(event) => setForm({ ...form, shortcut: event.target.value })}
          />
        </div>
        <div className="grid gap-1">
          <label htmlFor={id} className="text-sm font-medium">
            Text
          </label>
          <textarea
            id={id}
            required
            rows={8}
            value={form.body}
            aria-invalid={bodyError ? true : undefined}
            onChange={(event) => setForm({ ...form, body: event.target.value })}
            className={cn(inputLook, 'h-auto py-2')}
          />
          {bodyError && <p className="text-xs text-bad">{bodyError}</p>}
          <VariableHelp
            names={variableNames}
            means={variables}
            onPick={(name) => setForm({ ...form, body: `${form.body}{{${name}}}` })}
          />
        </div>
        <div className="flex flex-wrap gap-x-8 gap-y-3">
          <fieldset>
            <legend className="mb-1 text-sm font-medium">For</legend>
            <div className="flex gap-4">
              {templateChannels.map((channel) => (
                <label key={channel} className="flex items-center gap-1.5 text-sm">
                  <input
                    type="checkbox"
                    className="size-4 accent-accent"
                    checked={form.channels.includes(channel)}
                    onChange={({ target }) =>
                      setForm({
                        ...form,
                        channels: target.checked
                          ? [...form.channels, channel]
                          : form.channels.filter((other) => other !== channel),
                      })
                    }
                  />
                  {channelWords[channel]}
                </label>
              ))}
            </div>
          </fieldset>
          <label className="grid gap-1 text-sm font-medium">
            Team
            <select
              value={form.teamId ?? ''}
              onChange={(event) => setForm({ ...form, teamId: event.target.value || null })}
              className={cn(inputLook, 'font-normal')}
            >
              <option value="">All teams</option>
              {allTeams?.items.map((team) => (
                <option key={team.id} value={team.id}>
                  {team.name}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div className="flex items-center justify-end gap-2">
          {form.channels.length === 0 && (
            <span className="mr-auto text-xs text-muted">Choose at least one channel.</span>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            disabled={create.isPending || update.isPending || form.channels.length === 0}
          >
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
