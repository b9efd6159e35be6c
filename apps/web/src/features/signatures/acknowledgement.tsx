import { acknowledgements, acknowledgementVariables, variables, type Acknowledgement } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Loaded } from '../../components/loaded.tsx';
import { Button } from '../../components/ui/button.tsx';
import { inputLook } from '../../components/ui/field.tsx';
import { Switch } from '../../components/ui/switch.tsx';
import { VariableHelp } from '../../components/variable-help.tsx';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { useChange } from '../../lib/use-change.ts';

/** What a mailbox answers by itself to a new case. */
export function AcknowledgementOf({ id, title }: { id: string; title: string }) {
  const params = { id };
  const known = useQuery(query(acknowledgements.get, { params }));
  return (
    <Loaded query={known} what="Its acknowledgement">
      {(acknowledgement) => <AcknowledgementForm id={id} title={title} known={acknowledgement} />}
    </Loaded>
  );
}

function AcknowledgementForm({ id, title, known }: { id: string; title: string; known: Acknowledgement }) {
  const [form, setForm] = useState(known);
  const save = useChange(acknowledgements.save, {
    refresh: [acknowledgements.get],
    done: 'The acknowledgement is saved.',
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ params: { id }, body: form });
  };
  return (
    <form onSubmit={submit} className="mt-2 grid max-w-2xl gap-2">
      <label className="flex items-center gap-2 text-sm">
        <Switch checked={form.isOn} onCheckedChange={(isOn) => setForm({ ...form, isOn })} />
        Acknowledge new cases by itself
      </label>
      {(form.isOn || form.text !== '') && (
        <>
          <textarea
            aria-label={`Acknowledgement of ${title}`}
            rows={4}
            required={form.isOn}
            value={form.text}
            placeholder="Hello {{customer.name}}, we have your mail. Your case has the number {{conversation.id}}."
            onChange={(event) => setForm({ ...form, text: event.target.value })}
            className={cn(inputLook, 'h-auto py-2')}
          />
          <p className="text-xs text-muted">
            Sent once for each new case; never to automatic mail, lists or our own addresses, and at most three times a
            day to one address.
          </p>
          <VariableHelp
            names={acknowledgementVariables}
            means={variables}
            onPick={(name) => setForm({ ...form, text: `${form.text}{{${name}}}` })}
          />
        </>
      )}
      {save.error && (
        <p role="alert" className="text-xs text-bad">
          {explain(save.error)}
        </p>
      )}
      <div>
        <Button
          type="submit"
          disabled={save.isPending || (form.isOn === known.isOn && form.text.trim() === known.text)}
        >
          Save the acknowledgement
        </Button>
      </div>
    </form>
  );
}
