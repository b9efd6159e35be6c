import { whatsappAccounts, type WhatsappAccount } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Copy, MessageCircle, Plus } from 'lucide-react';
import { useState } from 'react';
import { Loaded } from '../../components/loaded.tsx';
import { Blank } from '../../components/notice.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Button } from '../../components/ui/button.tsx';
import { IconButton } from '../../components/ui/icon-button.tsx';
import { Switch } from '../../components/ui/switch.tsx';
import { useMay } from '../../lib/access.ts';
import { query } from '../../lib/api.ts';
import { apiAddress } from '../../lib/addresses.ts';
import { useNow } from '../../lib/now.ts';
import { duration, fullTime } from '../../lib/time.ts';
import { say } from '../../lib/toast.ts';
import { useChange } from '../../lib/use-change.ts';
import { AccountNotices } from './account-notices.tsx';
import { TemplatesDialog } from './templates-dialog.tsx';
import { WhatsappForm } from './whatsapp-form.tsx';

/** The WhatsApp numbers that customers write to. */
export function WhatsappAccountsPage() {
  const list = useQuery({ ...query(whatsappAccounts.list, {}), staleTime: 0 });
  const mayManage = useMay('channel_accounts:manage');
  const [editing, setEditing] = useState<WhatsappAccount | 'new' | null>(null);
  return (
    <PageFrame
      title="WhatsApp"
      lead="Business numbers, through Interakt. Enter the webhook address there, with the same secret."
      actions={
        mayManage && (
          <Button look="primary" onClick={() => setEditing('new')}>
            <Plus className="size-4" aria-hidden />
            Add a number
          </Button>
        )
      }
    >
      <Loaded query={list} what="The WhatsApp accounts">
        {({ items }) =>
          items.length === 0 ? (
            <Blank icon={<MessageCircle />} title="No number yet">
              {mayManage
                ? 'Add the number of your Interakt account to receive and answer WhatsApp.'
                : 'Ask an admin to add one.'}
            </Blank>
          ) : (
            <ul className="grid grid-cols-1 gap-2">
              {items.map((account) => (
                <Account key={account.id} account={account} mayManage={mayManage} onEdit={() => setEditing(account)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <WhatsappForm account={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}

interface AccountProps {
  account: WhatsappAccount;
  mayManage: boolean;
  onEdit: () => void;
}

function Account({ account, mayManage, onEdit }: AccountProps) {
  const now = useNow();
  const { id, name, address, isActive, webhookPath, lastSuccessAt } = account;
  const webhook = apiAddress(webhookPath);
  const [isListing, setIsListing] = useState(false);
  const update = useChange(whatsappAccounts.update, {
    refresh: [whatsappAccounts.list],
    failed: 'It was not changed.',
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-card px-4 py-3">
      <div className="min-w-0 flex-[1_1_15rem]">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-medium">{name}</span>
          <span className="text-xs text-muted">{address}</span>
        </p>
        <p className="mt-0.5 text-xs text-muted">
          {lastSuccessAt ? (
            <span title={fullTime(lastSuccessAt)}>Last heard from {duration(now - Date.parse(lastSuccessAt))} ago</span>
          ) : (
            'Nothing has come in yet'
          )}
        </p>
        <p className="mt-1 flex min-w-0 items-center gap-1 text-xs">
          <span className="shrink-0 text-muted">Webhook</span>
          <code className="truncate font-mono">{webhook}</code>
          <IconButton
            label="Copy the webhook address"
            onClick={() =>
              void navigator.clipboard.writeText(webhook).then(() => say('The webhook address is copied.'))
            }
          >
            <Copy className="size-3.5" />
          </IconButton>
        </p>
        <AccountNotices account={account} />
      </div>
      <Button size="sm" look="ghost" onClick={() => setIsListing(true)}>
        Templates
      </Button>
      {isListing && <TemplatesDialog account={account} mayManage={mayManage} onClose={() => setIsListing(false)} />}
      {mayManage && (
        <div className="flex items-center gap-3">
          <label className="flex items-center gap-2 text-xs text-muted">
            <Switch
              checked={isActive}
              onCheckedChange={(next) => update.mutate({ params: { id }, body: { isActive: next } })}
            />
            In use
          </label>
          <Button size="sm" look="ghost" onClick={onEdit}>
            Edit
          </Button>
        </div>
      )}
    </li>
  );
}
