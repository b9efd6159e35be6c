import {
  signatures,
  signatureVariables,
  supportEmails,
  variables,
  type Endpoint,
  type Signature,
} from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { AcknowledgementOf } from './acknowledgement.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Button } from '../../components/ui/button.tsx';
import { inputLook } from '../../components/ui/field.tsx';
import { VariableHelp } from '../../components/variable-help.tsx';
import { useMay } from '../../lib/access.ts';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { useChange } from '../../lib/use-change.ts';

const refresh: readonly Endpoint[] = [signatures.mine, signatures.ofMailbox, signatures.preview];

/** What mails end with: one's own lines, and for admins those of each mailbox. */
export function SignaturesPage() {
  const mine = useQuery(query(signatures.mine, {}));
  const save = useChange(signatures.saveMine, { refresh, done: 'Your signature is saved.' });
  const mayManage = useMay('support_emails:manage');
  return (
    <PageFrame
      title="Mail texts"
      lead="What mails end with: your own lines, and below them those of the mailbox. And what a mailbox answers by itself."
    >
      <div className="grid gap-8">
        <section aria-labelledby="mine" className="grid gap-2">
          <h2 id="mine" className="font-medium">
            Your signature
          </h2>
          <Loaded query={mine} what="Your signature">
            {(signature) => (
              <SignatureForm
                label="Your signature"
                signature={signature}
                error={save.error}
                isSaving={save.isPending}
                onSave={(body) => save.mutate({ body })}
              />
            )}
          </Loaded>
        </section>
        {mayManage && <OfMailboxes />}
      </div>
    </PageFrame>
  );
}

function OfMailboxes() {
  const list = useQuery(query(supportEmails.list, {}));
  return (
    <Loaded query={list} what="The mailboxes">
      {({ items }) =>
        items.map(({ id, address, name }) => <OfMailbox key={id} id={id} title={`${name}, ${address}`} />)
      }
    </Loaded>
  );
}

function OfMailbox({ id, title }: { id: string; title: string }) {
  const params = { id };
  const signature = useQuery(query(signatures.ofMailbox, { params }));
  const save = useChange(signatures.saveOfMailbox, { refresh, done: 'The signature of the mailbox is saved.' });
  return (
    <section aria-label={title} className="grid gap-2">
      <h2 className="font-medium">{title}</h2>
      <Loaded query={signature} what="Its signature">
        {(known) => (
          <SignatureForm
            label={`Signature of ${title}`}
            signature={known}
            error={save.error}
            isSaving={save.isPending}
            onSave={(body) => save.mutate({ params, body })}
          />
        )}
      </Loaded>
      <AcknowledgementOf id={id} title={title} />
    </section>
  );
}

interface SignatureFormProps {
  label: string;
  signature: Signature;
  error: unknown;
  isSaving: boolean;
  onSave: (signature: Signature) => void;
}

function SignatureForm({ label, signature, error, isSaving, onSave }: SignatureFormProps) {
  const id = useId();
  const [text, setText] = useState(signature.text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ text });
  };
  return (
    <form onSubmit={submit} className="grid max-w-2xl gap-2">
      <textarea
        aria-label={label}
        aria-describedby={`${id}-hint`}
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={cn(inputLook, 'h-auto py-2')}
      />
      <p id={`${id}-hint`} className="text-xs text-muted">
        *bold*, _italic_, [words](https://address). Empty for none.
      </p>
      <VariableHelp names={signatureVariables} means={variables} onPick={(name) => setText(`${text}{{${name}}}`)} />
      {error !== null && (
        <p role="alert" className="text-xs text-bad">
          {explain(error)}
        </p>
      )}
      <div>
        <Button type="submit" look="primary" disabled={isSaving || text.trim() === signature.text}>
          Save
        </Button>
      </div>
    </form>
  );
}
