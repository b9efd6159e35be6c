import { apiTokens, type ApiToken } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Blank } from '../../components/notice.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Button } from '../../components/ui/button.tsx';
import { query } from '../../lib/api.ts';
import { useNow } from '../../lib/now.ts';
import { duration, fullTime } from '../../lib/time.ts';
import { useChange } from '../../lib/use-change.ts';
import { TokenForm } from './token-form.tsx';

/** Keys for programs that act for the agent who made them. */
export function ApiTokensPage() {
  const list = useQuery({ ...query(apiTokens.list, {}), staleTime: 0 });
  const [creating, setCreating] = useState(false);
  return (
    <PageFrame
      title="My API tokens"
      lead="For programs that act in your name. A token never allows more than you may do yourself."
      actions={
        <Button look="primary" onClick={() => setCreating(true)}>
          <Plus className="size-4" aria-hidden />
          New token
        </Button>
      }
    >
      <Loaded query={list} what="The tokens">
        {({ items }) =>
          items.length === 0 ? (
            <Blank icon={<KeyRound />} title="You have no tokens" />
          ) : (
            <ul className="grid grid-cols-1 gap-2">
              {items.map((token) => (
                <Token key={token.id} token={token} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {creating && <TokenForm onClose={() => setCreating(false)} />}
    </PageFrame>
  );
}

function Token({ token }: { token: ApiToken }) {
  const now = useNow();
  const { id, name, hint, scopes, expiresAt, lastUsedAt } = token;
  const revoke = useChange(apiTokens.revoke, {
    refresh: [apiTokens.list],
    done: `“${name}” is revoked.`,
    failed: 'It was not revoked.',
  });
  const left = Date.parse(expiresAt) - now;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-card px-4 py-3">
      <div className="min-w-60 flex-1">
        <p>
          <span className="font-medium">{name}</span> <code className="ml-1 font-mono text-xs text-muted">…{hint}</code>
        </p>
        <p className="mt-0.5 text-xs text-muted">
          <span title={fullTime(expiresAt)} className={left < 0 ? 'text-bad' : ''}>
            {left < 0 ? 'Expired' : `Ends in ${duration(left)}`}
          </span>{' '}
          ·{' '}
          {lastUsedAt ? (
            <span title={fullTime(lastUsedAt)}>used {duration(now - Date.parse(lastUsedAt))} ago</span>
          ) : (
            'never used'
          )}
        </p>
        <p className="mt-1 text-xs text-muted">{scopes.join(', ')}</p>
      </div>
      <Confirm
        title={`Revoke “${name}”?`}
        description="Programs that use it are turned away at once. This cannot be taken back."
        deed="Revoke the token"
        onConfirm={() => revoke.mutate({ params: { id } })}
      >
        <Button size="sm" look="ghost">
          Revoke
        </Button>
      </Confirm>
    </li>
  );
}
