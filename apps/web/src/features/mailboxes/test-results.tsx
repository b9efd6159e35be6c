import type { ConnectionReport } from '@switchboard/contracts';
import { Check, X } from 'lucide-react';

/** How the servers answered when they were tried. */
export function TestResults({
  results,
}: {
  results: { imap: ConnectionReport | null; smtp: ConnectionReport | null };
}) {
  const tried = Object.entries(results).filter((entry): entry is [string, ConnectionReport] => entry[1] !== null);
  return (
    // On a phone the form is longer than the screen: what was asked for comes into sight.
    <ul ref={(list) => list?.scrollIntoView({ block: 'nearest' })} role="status" className="grid gap-2 text-sm">
      {tried.map(([way, { isWorking, message, serverSaid }]) => (
        <li key={way} className="flex items-start gap-2">
          {isWorking ? (
            <Check className="mt-0.5 size-4 shrink-0 text-good" aria-label="Works" />
          ) : (
            <X className="mt-0.5 size-4 shrink-0 text-bad" aria-label="Does not work" />
          )}
          <span className="min-w-0 break-words">
            <span className="font-medium">{way.toUpperCase()}</span> {message}
            {serverSaid && <span className="block text-xs text-muted">The server: {serverSaid}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
