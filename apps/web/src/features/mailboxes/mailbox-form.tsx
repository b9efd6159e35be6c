import { supportEmails, type SupportEmail } from '@switchboard/contracts';
import { useState, type FormEvent } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Switch } from '../../components/ui/switch.tsx';
import { explain } from '../../lib/errors.ts';
import { fieldError } from '../../lib/field-errors.ts';
import { useChange } from '../../lib/use-change.ts';
import { presets, type Preset } from './presets.ts';
import { TestResults } from './test-results.tsx';

interface ServerDraft {
  host: string;
  port: string;
  secure: boolean;
  username: string;
  password: string;
}

const draftOf = (server: SupportEmail['imap'], port: string): ServerDraft => ({
  host: server?.host ?? '',
  port: server ? String(server.port) : port,
  secure: server?.secure ?? true,
  username: server?.username ?? '',
  password: '',
});

const serverOf = ({ host, port, secure, username, password }: ServerDraft) => ({
  host: host.trim(),
  port: Number(port),
  secure,
  username: username.trim(),
  password,
});

/** Adds a mailbox or changes one. A password that is left empty stays as it is. */
export function MailboxForm({ mailbox, onClose }: { mailbox: SupportEmail | null; onClose: () => void }) {
  const [address, setAddress] = useState('');
  const [name, setName] = useState(mailbox?.name ?? '');
  const [isActive, setActive] = useState(mailbox?.isActive ?? true);
  const [takesTags, setTakesTags] = useState(mailbox?.takesTags ?? false);
  const [imap, setImap] = useState(() => draftOf(mailbox?.imap ?? null, '993'));
  const [smtp, setSmtp] = useState(() => draftOf(mailbox?.smtp ?? null, '465'));
  const [usesImap, setUsesImap] = useState(mailbox === null || mailbox.imap !== null);
  const [usesSmtp, setUsesSmtp] = useState(mailbox === null || mailbox.smtp !== null);
  const refresh = [supportEmails.list];
  const create = useChange(supportEmails.create, { refresh, done: 'The mailbox is added.', onSuccess: onClose });
  const update = useChange(supportEmails.update, { refresh, done: 'The mailbox is changed.', onSuccess: onClose });
  const test = useChange(supportEmails.test, { refresh: [] });
  const [hint, setHint] = useState('');
  const error = create.error ?? update.error ?? test.error;
  const kept = (server: ServerDraft) => {
    const { password, ...rest } = serverOf(server);
    return password ? { ...rest, password } : rest;
  };

  const take = (preset: Preset) => {
    setImap({ ...imap, ...preset.imap, username: imap.username || address });
    setSmtp({ ...smtp, ...preset.smtp, username: smtp.username || address });
    setTakesTags(preset.takesTags);
    setHint(preset.hint);
  };
  const tryServers = () => {
    const servers = { imap: usesImap ? kept(imap) : null, smtp: usesSmtp ? kept(smtp) : null };
    test.mutate({ body: mailbox ? { id: mailbox.id, ...servers } : servers });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mailbox) {
      const body = {
        name,
        isActive,
        takesTags,
        imap: usesImap ? kept(imap) : null,
        smtp: usesSmtp ? kept(smtp) : null,
      };
      update.mutate({ params: { id: mailbox.id }, body });
    } else {
      const body = {
        address,
        name,
        isActive,
        takesTags,
        imap: usesImap ? serverOf(imap) : null,
        smtp: usesSmtp ? serverOf(smtp) : null,
      };
      create.mutate({ body });
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="wide"
      title={mailbox ? mailbox.address : 'Add a mailbox'}
      description="Passwords are kept encrypted and never shown again."
    >
      <form onSubmit={submit} className="mt-2 grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {!mailbox && (
            <Field
              label="Address"
              type="email"
              required
              autoFocus
              value={address}
              error={fieldError(error, 'address')}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
          <Field
            label="Name"
            hint="What customers see as the sender."
            required
            value={name}
            error={fieldError(error, 'name')}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        {!mailbox && (
          <div className="grid gap-2">
            <div role="group" aria-label="Provider" className="flex flex-wrap gap-2">
              {presets.map((preset) => (
                <Button key={preset.name} size="sm" onClick={() => take(preset)}>
                  {preset.name}
                </Button>
              ))}
            </div>
            {hint && <p className="text-sm text-muted">{hint}</p>}
          </div>
        )}
        <ServerFields
          title="Receive by IMAP"
          off="Mail comes in by SMTP only."
          isNew={!mailbox?.imap}
          used={usesImap}
          onUsed={setUsesImap}
          server={imap}
          problem={(field) => fieldError(error, `imap.${field}`)}
          onChange={setImap}
        />
        <ServerFields
          title="Send by SMTP"
          off="This mailbox cannot send."
          isNew={!mailbox?.smtp}
          used={usesSmtp}
          onUsed={setUsesSmtp}
          server={smtp}
          problem={(field) => fieldError(error, `smtp.${field}`)}
          onChange={setSmtp}
        />
        <label className="flex items-start gap-3">
          <Switch checked={takesTags} onCheckedChange={setTakesTags} />
          <span>
            Tag the reply address
            <span className="block text-sm text-muted">
              Answers find their case even when a mail program drops the thread. Only for servers that deliver name+tag@
              as well: Gmail, Outlook and Zoho do.
            </span>
          </span>
        </label>
        <label className="flex items-center gap-3">
          <Switch checked={isActive} onCheckedChange={setActive} />
          In use
        </label>
        {test.data && <TestResults results={test.data} />}
        {/* Beside the button that was pressed: the top of the form may be out of sight. */}
        {error && <Notice look="error">{explain(error)}</Notice>}
        <div className="flex flex-wrap justify-end gap-2">
          <Button className="mr-auto" disabled={test.isPending || !(usesImap || usesSmtp)} onClick={tryServers}>
            {test.isPending ? 'Testing…' : 'Test the connection'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={create.isPending || update.isPending}>
            {mailbox ? 'Save' : 'Add the mailbox'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ServerFieldsProps {
  title: string;
  off: string;
  isNew: boolean;
  used: boolean;
  onUsed: (used: boolean) => void;
  server: ServerDraft;
  problem: (field: keyof ServerDraft) => string | undefined;
  onChange: (server: ServerDraft) => void;
}

function ServerFields({ title, off, isNew, used, onUsed, server, problem, onChange }: ServerFieldsProps) {
  return (
    <fieldset className="rounded-lg border p-4">
      <legend className="sr-only">{title}</legend>
      <label className="flex items-center gap-3 font-medium">
        <Switch checked={used} onCheckedChange={onUsed} />
        {title}
        {!used && <span className="font-normal text-muted">{off}</span>}
      </label>
      {used && (
        <div className="mt-4 grid gap-4 sm:grid-cols-[1fr_6rem]">
          <Field
            label="Server"
            required
            placeholder="mail.example.com"
            value={server.host}
            error={problem('host')}
            onChange={(event) => onChange({ ...server, host: event.target.value })}
          />
          <Field
            label="Port"
            required
            type="number"
            min={1}
            max={65_535}
            value={server.port}
            error={problem('port')}
            onChange={(event) => onChange({ ...server, port: event.target.value })}
          />
          <Field
            label="User name"
            autoComplete="off"
            value={server.username}
            error={problem('username')}
            onChange={(event) => onChange({ ...server, username: event.target.value })}
          />
          <label className="flex items-center gap-2 self-end pb-2 text-sm whitespace-nowrap">
            <Switch checked={server.secure} onCheckedChange={(secure) => onChange({ ...server, secure })} />
            TLS
          </label>
          <Field
            label="Password"
            type="password"
            autoComplete="new-password"
            placeholder={isNew ? '' : 'Unchanged'}
            value={server.password}
            error={problem('password')}
            onChange={(event) => onChange({ ...server, password: event.target.value })}
          />
        </div>
      )}
    </fieldset>
  );
}
