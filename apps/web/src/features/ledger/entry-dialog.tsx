import { ledger } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { Loaded } from '../../components/loaded.tsx';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { query } from '../../lib/api.ts';
import { fileSize } from '../../lib/file-size.ts';
import { fullTime } from '../../lib/time.ts';
import { useChange } from '../../lib/use-change.ts';
import { statusNames } from './statuses.ts';

/** One inbound event as it came: headers, body, and what became of it. */
export function EntryDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const entry = useQuery({ ...query(ledger.get, { params: { id } }), staleTime: 0 });
  const replay = useChange(ledger.replay, {
    refresh: [ledger.list, ledger.get, ledger.accounts],
    done: 'It is being processed again.',
    failed: 'It could not be processed again.',
  });
  return (
    <Dialog open onOpenChange={onClose} shape="wide" title={`Entry ${id}`}>
      <Loaded query={entry} what="The entry">
        {(event) => (
          <div className="grid gap-4 text-sm">
            {event.reason && <Notice look={event.status === 'failed' ? 'error' : 'warning'}>{event.reason}</Notice>}
            <dl className="grid grid-cols-[8rem_1fr] gap-y-1 [&_dd]:break-all [&_dt]:text-muted">
              <dt>State</dt>
              <dd>
                {statusNames[event.status]}, {event.attempts} {event.attempts === 1 ? 'attempt' : 'attempts'}
              </dd>
              <dt>Received</dt>
              <dd>{fullTime(event.receivedAt)}</dd>
              {event.processedAt && (
                <>
                  <dt>Processed</dt>
                  <dd>{fullTime(event.processedAt)}</dd>
                </>
              )}
              <dt>From</dt>
              <dd>
                {event.provider} · {event.account}
              </dd>
              <dt>Their number</dt>
              <dd className="font-mono text-xs">{event.externalId}</dd>
              <dt>Kind</dt>
              <dd>{event.kind}</dd>
            </dl>
            {event.isReplayable && (
              <Button className="w-fit" disabled={replay.isPending} onClick={() => replay.mutate({ params: { id } })}>
                <RotateCw className="size-3.5" aria-hidden />
                {event.status === 'rejected' ? 'Check and process again' : 'Process again'}
              </Button>
            )}
            <section>
              <h3 className="mb-1 font-medium">Headers</h3>
              <Verbatim>
                {Object.entries(event.headers)
                  .map(([name, value]) => `${name}: ${value}`)
                  .join('\n') || 'None were kept.'}
              </Verbatim>
            </section>
            <section>
              <h3 className="mb-1 font-medium">
                Body <span className="font-normal text-muted">{fileSize(event.bodySize)}</span>
              </h3>
              <Verbatim>{event.body === null ? missingBody(event) : readable(event.body)}</Verbatim>
              {event.body !== null && event.bodyTruncated && (
                <p className="mt-1 text-xs text-muted">
                  {event.bodyKept < event.bodySize
                    ? `Only its first ${fileSize(event.bodyKept)} are kept.`
                    : 'The first 64 kB are shown. All of it is kept, and processed when it is processed again.'}
                </p>
              )}
            </section>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

const missingBody = ({ bodySize, bodyKept }: { bodySize: number; bodyKept: number }): string =>
  bodySize > bodyKept ? 'It was not kept.' : 'It is empty.';

/** JSON with its lines; anything else as it is. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const Verbatim = ({ children }: { children: string }) => (
  <pre
    tabIndex={0}
    className="max-h-72 overflow-auto rounded-md border bg-canvas p-3 font-mono text-xs leading-5 break-all whitespace-pre-wrap"
  >
    {children}
  </pre>
);
