import { apiTokens, type Permission } from '@switchboard/contracts';
import { Copy } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Field } from '../../components/ui/field.tsx';
import { useMe } from '../../lib/access.ts';
import { explain } from '../../lib/errors.ts';
import { fieldError } from '../../lib/field-errors.ts';
import { say } from '../../lib/toast.ts';
import { useChange } from '../../lib/use-change.ts';

const DEFAULT_DAYS = '90';

/** Makes a token and shows it, this once. */
export function TokenForm({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const [name, setName] = useState('');
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [scopes, setScopes] = useState<readonly Permission[]>([]);
  const [made, setMade] = useState<string | null>(null);
  const create = useChange(apiTokens.create, { refresh: [apiTokens.list], onSuccess: ({ token }) => setMade(token) });
  const modules = Map.groupBy(me.permissions, ({ permission }) => permission.split(':')[0] ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name, scopes: [...scopes], expiresInDays: Number(days) } });
  };

  if (made) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title="Copy the token now"
        description="It is shown this once; only its hash is kept."
      >
        <div className="mt-2 grid gap-4">
          <code className="rounded-md border bg-canvas p-3 font-mono text-xs break-all select-all">{made}</code>
          <div className="flex justify-end gap-2">
            <Button onClick={() => void navigator.clipboard.writeText(made).then(() => say('The token is copied.'))}>
              <Copy className="size-3.5" aria-hidden />
              Copy
            </Button>
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={onClose} shape="wide" title="New API token">
      <form onSubmit={submit} className="grid gap-4">
        {create.error && <Notice look="error">{explain(create.error)}</Notice>}
        <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
          <Field
            label="Name"
            required
            autoFocus
            hint="What it is for."
            value={name}
            error={fieldError(create.error, 'name')}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label="Days it holds"
            type="number"
            required
            min={1}
            max={365}
            value={days}
            error={fieldError(create.error, 'expiresInDays')}
            onChange={(event) => setDays(event.target.value)}
          />
        </div>
        <fieldset>
          <legend className="mb-1 font-medium">What it may do</legend>
          <div className="grid gap-y-1">
            {[...modules].map(([module, held]) => (
              <div
                key={module}
                className="grid grid-cols-[repeat(4,4.5rem)] items-center gap-y-1 border-b border-line/60 py-1.5 sm:grid-cols-[1fr_repeat(4,5rem)]"
              >
                <span className="text-muted max-sm:col-span-full">{module.replaceAll('_', ' ')}</span>
                {held.map(({ permission }) => (
                  <label key={permission} className="flex items-center gap-1.5 text-xs">
                    <input
                      type="checkbox"
                      className="size-4 accent-accent"
                      checked={scopes.includes(permission)}
                      onChange={(event) =>
                        setScopes(
                          event.target.checked
                            ? [...scopes, permission]
                            : scopes.filter((other) => other !== permission),
                        )
                      }
                    />
                    {permission.split(':')[1]}
                  </label>
                ))}
              </div>
            ))}
          </div>
        </fieldset>
        <div className="flex items-center justify-end gap-2">
          {scopes.length === 0 && <span className="mr-auto text-xs text-muted">Choose at least one right.</span>}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={create.isPending || scopes.length === 0}>
            Make the token
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
