import { bulkReplies, variableNames, variables, type BulkReply, type Conversation } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { Notice } from '../../../components/notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { inputLook } from '../../../components/ui/field.tsx';
import { VariableHelp } from '../../../components/variable-help.tsx';
import { query } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';
import { explain } from '../../../lib/errors.ts';
import { useChange } from '../../../lib/use-change.ts';
import { uuid } from '../../../lib/uuid.ts';

const POLL_MS = 500;

type Rows = ReadonlyMap<string, Conversation>;

interface BulkReplyDialogProps {
  rows: Rows;
  onClose: (wasSent: boolean) => void;
}

/** One text for several conversations, and what became of it in each. */
export default function BulkReplyDialog({ rows, onClose }: BulkReplyDialogProps) {
  const id = useId();
  const [text, setText] = useState('');
  // One for all tries: what was sent when the line broke is not sent again.
  const [clientKey] = useState(uuid);
  const start = useChange(bulkReplies.start, { refresh: [] });
  const close = () => onClose(start.data !== undefined);
  const count = rows.size === 1 ? '1 conversation' : `${rows.size} conversations`;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ body: { conversationIds: [...rows.keys()], text, clientKey } });
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      shape="wide"
      title={`Reply to ${count}`}
      description="Each customer gets a mail of their own, with a link to unsubscribe. WhatsApp chats are skipped."
    >
      {start.data ? (
        <Outcome started={start.data} rows={rows} onClose={close} />
      ) : (
        <form onSubmit={submit} className="mt-2 grid gap-4">
          {start.error && <Notice look="error">{explain(start.error)}</Notice>}
          <div className="grid gap-1">
            <label htmlFor={id} className="text-sm font-medium">
              Text
            </label>
            <textarea
              id={id}
              required
              rows={8}
              maxLength={65_536}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className={cn(inputLook, 'h-auto py-2')}
            />
            <VariableHelp
              names={variableNames}
              means={variables}
              onPick={(name) => setText((before) => `${before}{{${name}}}`)}
            />
          </div>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" look="primary" disabled={start.isPending || text.trim() === ''}>
              Send to {rows.size}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Outcome({ started, rows, onClose }: { started: BulkReply; rows: Rows; onClose: () => void }) {
  const { data = started, error } = useQuery({
    ...query(bulkReplies.get, { params: { id: started.id } }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : POLL_MS),
  });
  const skipped = data.results.filter(({ state }) => state === 'skipped');
  const sent = data.results.filter(({ state }) => state === 'sent').length;
  const isDone = data.state === 'done';
  return (
    <div className="mt-2 grid gap-3">
      {error && <Notice look="error">{explain(error)}</Notice>}
      <p role="status" className="font-medium">
        {sent} sent, {skipped.length} skipped
        {!isDone && ` of ${data.results.length} so far`}
      </p>
      {!isDone && (
        <progress
          max={data.results.length}
          value={sent + skipped.length}
          aria-label="How far it is"
          className="h-1.5 w-full"
        />
      )}
      {skipped.length > 0 && (
        <ul aria-label="Skipped" className="grid gap-1.5 text-sm">
          {skipped.map(({ conversationId, reason }) => (
            <li key={conversationId} className="rounded-md bg-hover px-3 py-1.5 wrap-anywhere">
              <span className="font-medium">{rows.get(conversationId)?.customerName}: </span>
              {reason}
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </div>
  );
}
