import type { ConversationDetail } from '@switchboard/contracts';
import { Lock, Paperclip } from 'lucide-react';
import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Kbd } from '../../../components/ui/kbd.tsx';
import { cn } from '../../../lib/cn.ts';
import type { Outgoing } from '../../../lib/inbox/outbox.ts';
import { isActive } from '../../../lib/inbox/list-filter.ts';
import { useNow } from '../../../lib/now.ts';
import { useCommands } from '../../../lib/shortcuts/commands.ts';
import { useStore } from '../../../lib/store.ts';
import { uuid } from '../../../lib/uuid.ts';
import type { ConversationActions } from '../use-conversation-actions.ts';
import { refused } from '../returned.ts';
import { drop, heldBack, useSend } from '../use-send.ts';
import { AttachmentChips } from './attachment-chips.tsx';
import { useCanned } from './canned-picker.tsx';
import { HeldReply, WindowClosed, WindowLabel, windowOf } from './composer-notices.tsx';
import { MissingValues, SignaturePreview } from './mail-foot.tsx';
import { RecipientsRow } from './recipients-row.tsx';
import { SendButton, type Sending } from './send-button.tsx';
import { TemplatePicker } from './template-picker.tsx';
import { useDraft } from './use-draft.ts';
import { useMailTarget } from './use-mail-target.ts';
import { useUploads } from './use-uploads.ts';
import { WhatsappTools } from './whatsapp-tools.tsx';
import { useMissing } from './use-variables.ts';

export interface ComposerHandle {
  focus: (mode: 'reply' | 'note') => void;
  /** Puts back what was written, with its files and recipients. */
  restore: (item: Outgoing) => void;
}

interface ComposerProps {
  conversation: ConversationDetail;
  actions: ConversationActions;
  ref?: Ref<ComposerHandle>;
}

/** Where answers and notes are written. A note changes the whole ground, so that nobody mistakes one for the other. */
export function Composer({ conversation, actions, ref }: ComposerProps) {
  const { id, channel } = conversation;
  const [draft, setDraft] = useDraft(id);
  const { uploads, add, remove, adopt, clear, isBusy } = useUploads();
  const { send } = useSend(conversation, actions);
  const target = useMailTarget(conversation);
  const held = useStore(heldBack, (all) => all[id]);
  const returned = useStore(refused, (all) => all[id]);
  const [expanded, setExpanded] = useState(false);
  const [dragging, setDragging] = useState(false);
  const [isPicking, setIsPicking] = useState(false);
  const [hint, setHint] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const hasGone = useRef(false);
  const picker = useRef<HTMLInputElement>(null);
  const window24 = windowOf(conversation, useNow());

  const isNote = draft.mode === 'note';
  const text = isNote ? draft.note : draft.reply;
  const isMail = channel === 'email' && !isNote;
  const to = draft.to ?? target?.recipients.to ?? [];
  const cc = draft.cc ?? target?.recipients.cc ?? [];
  const bcc = draft.bcc ?? [];
  const closed = !isNote && window24?.closed === true;
  const missing = useMissing(id, isNote ? '' : text);
  const setText = (value: string) => {
    setHint(null);
    hasGone.current = false;
    setDraft(isNote ? { ...draft, note: value } : { ...draft, reply: value });
  };

  const restore = (item: Outgoing) => {
    const into = item.kind === 'note' ? 'note' : 'reply';
    const before = draft[into].trim();
    setDraft({
      ...draft,
      mode: into,
      [into]: before && before !== item.text ? `${item.text}\n\n${before}` : item.text,
      ...(item.email ? { to: item.email.to, cc: item.email.cc, bcc: item.email.bcc } : {}),
    });
    if (item.attachments.length > 0) adopt(item.attachments);
  };
  useImperativeHandle(ref, () => ({
    focus: (mode) => {
      setDraft({ ...draft, mode });
      requestAnimationFrame(() => field.current?.focus());
    },
    restore,
  }));

  // What was refused or held back comes back to be written on.
  const back = held?.item ?? returned;
  useEffect(() => {
    if (!back) return;
    restore(back);
    if (returned) refused.set((all) => drop(all, id));
    // oxlint-disable-next-line react/exhaustive-deps -- once for each that comes back
  }, [back]);

  // As tall as what is written, up to a point.
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, globalThis.innerHeight * 0.4)}px`;
  }, [text, isNote, closed]);

  const submit = ({ change, sendAt }: Sending = {}) => {
    const written = text.trim();
    if (!written) {
      // Pressed twice: it has gone.
      if (hasGone.current) return;
      setHint(
        uploads.length > 0 ? 'Write a line to go with the files.' : `Write ${isNote ? 'a note' : 'an answer'} first.`,
      );
      field.current?.focus();
      return;
    }
    if (isBusy && !isNote) {
      setHint('A file is still being uploaded.');
      return;
    }
    if (isMail && to.length === 0) {
      setExpanded(true);
      setHint('Say whom it goes to.');
      return;
    }
    const item: Outgoing = {
      clientKey: held?.item.text === written ? held.item.clientKey : uuid(),
      conversationId: id,
      channel,
      kind: isNote ? 'note' : 'message',
      text: written,
      attachments: isNote
        ? []
        : uploads.flatMap((upload) => (upload.id ? [{ id: upload.id, filename: upload.filename }] : [])),
      email:
        isMail && target
          ? { messageId: target.message.id, to: draft.to ?? (target.mustName ? to : null), cc, bcc }
          : null,
      ...(sendAt ? { sendAt: sendAt.toISOString() } : {}),
      ...(change ? { conversation: change } : {}),
      createdAt: new Date().toISOString(),
      state: 'sending',
      problem: null,
    };
    const insist = held !== undefined && !isNote;
    heldBack.set((all) => drop(all, id));
    setDraft(isNote ? { ...draft, note: '' } : { ...draft, reply: '', to: null, cc: null, bcc: null });
    if (!isNote) clear();
    setExpanded(false);
    hasGone.current = true;
    void send(item, insist);
  };

  const submitAndResolve = () => submit(isActive(conversation) ? { change: { status: 'solved' } } : {});
  useCommands([
    { id: 'send', title: isNote ? 'Add the note' : 'Send', group: 'Composer', keys: 'mod+enter', run: () => submit() },
    ...(isNote
      ? []
      : ([
          {
            id: 'send.resolve',
            title: 'Send and resolve',
            group: 'Composer',
            keys: 'mod+shift+enter',
            run: submitAndResolve,
          },
        ] as const)),
  ]);

  const canned = useCanned({ conversation, text, onChange: setText, field, enabled: !isNote });
  const onKeyDown = (event: KeyboardEvent) => {
    if (canned.onKeyDown(event)) return;
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      if (event.shiftKey && !isNote) submitAndResolve();
      else submit();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      field.current?.blur();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (isNote || files.length === 0) return;
    event.preventDefault();
    add(files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    if (!isNote) add(event.dataTransfer.files);
  };

  return (
    <div className="shrink-0 px-3 pb-3 sm:px-4">
      {held && !isNote && <HeldReply conversationId={id} arrived={held.arrived} onSend={() => submit()} />}
      <div
        role="group"
        aria-label={isNote ? 'Write a note' : 'Write a reply'}
        onDragOver={(event) => {
          event.preventDefault();
          setDragging(!isNote);
        }}
        onDragLeave={() => setDragging(false)}
        onDrop={onDrop}
        className={cn(
          'relative mx-auto max-w-4xl rounded-lg border transition-colors focus-within:border-line-strong',
          isNote ? 'border-note-line bg-note focus-within:border-note-line' : 'bg-card',
          dragging && 'border-accent',
        )}
      >
        <div className="flex items-center gap-1 px-2 pt-1.5">
          <div role="tablist" aria-label="Kind of message" className="flex gap-0.5">
            {(['reply', 'note'] as const).map((mode) => (
              <button
                key={mode}
                type="button"
                role="tab"
                aria-selected={draft.mode === mode}
                onClick={() => {
                  setDraft({ ...draft, mode });
                  requestAnimationFrame(() => field.current?.focus());
                }}
                className={cn(
                  'flex h-6 items-center gap-1 rounded-md px-2 text-xs',
                  draft.mode === mode
                    ? 'bg-hover font-medium text-fg'
                    : isNote
                      ? 'text-note-fg'
                      : 'text-muted hover:text-fg',
                )}
              >
                {mode === 'note' && <Lock className="size-3" aria-hidden />}
                {mode === 'reply' ? 'Reply' : 'Note'}
              </button>
            ))}
          </div>
          <span className={cn('ml-auto min-w-0 truncate pr-1 text-xs', isNote ? 'text-note-fg' : 'text-muted')}>
            {isNote ? 'Only your team sees this' : <WindowLabel conversation={conversation} window={window24} />}
          </span>
        </div>
        {isMail && !closed && (
          <div className="px-3">
            {expanded ? (
              <>
                <RecipientsRow label="To" value={to} onChange={(value) => setDraft({ ...draft, to: value })} />
                <RecipientsRow label="CC" value={cc} onChange={(value) => setDraft({ ...draft, cc: value })} />
                <RecipientsRow label="BCC" value={bcc} onChange={(value) => setDraft({ ...draft, bcc: value })} />
              </>
            ) : (
              <button
                type="button"
                onClick={() => setExpanded(true)}
                className="block max-w-full truncate py-1 text-left text-xs text-muted hover:text-fg"
              >
                To {to.join(', ') || 'nobody yet'}
                {cc.length > 0 && ` · CC ${cc.join(', ')}`}
                {bcc.length > 0 && ` · BCC ${bcc.join(', ')}`}
              </button>
            )}
          </div>
        )}
        {closed && window24 ? (
          <WindowClosed
            conversation={conversation}
            endedAt={window24.endsAt}
            onNote={() => setDraft({ ...draft, mode: 'note' })}
            onTemplate={() => setIsPicking(true)}
          />
        ) : (
          <>
            <textarea
              ref={field}
              value={text}
              rows={2}
              aria-label={isNote ? 'Note' : 'Reply'}
              placeholder={isNote ? 'What should your colleagues know?' : `Answer ${conversation.customerName}`}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={onKeyDown}
              {...canned.props}
              onPaste={onPaste}
              className={cn(
                'scroll-area block w-full resize-none bg-transparent px-3 py-2 text-base outline-none',
                isNote && 'placeholder:text-note-fg/80',
              )}
            />
            {canned.popup}
            <MissingValues names={missing} />
            {isMail && <SignaturePreview conversationId={id} />}
            {!isNote && uploads.length > 0 && <AttachmentChips uploads={uploads} onRemove={remove} />}
            <div className="flex items-center gap-2 px-2 pb-2">
              {!isNote && (
                <>
                  <input
                    ref={picker}
                    type="file"
                    multiple
                    hidden
                    aria-label="Files to attach"
                    onChange={(event) => {
                      add(event.target.files ?? []);
                      event.target.value = '';
                    }}
                  />
                  <Button
                    look="ghost"
                    size="icon-sm"
                    aria-label="Attach files"
                    title="Attach files"
                    onClick={() => picker.current?.click()}
                  >
                    <Paperclip className="size-4" />
                  </Button>
                  {channel === 'whatsapp' && (
                    <WhatsappTools
                      conversation={conversation}
                      text={text}
                      onTemplate={() => setIsPicking(true)}
                      onSent={() => setDraft({ ...draft, reply: '' })}
                    />
                  )}
                </>
              )}
              <span role="status" className="min-w-0 flex-1 truncate text-xs text-warn">
                {hint}
              </span>
              <Kbd keys="mod+enter" className={cn('max-sm:hidden', isNote ? 'text-note-fg' : 'text-muted')} />
              {isNote ? (
                <Button look="primary" size="sm" onClick={() => submit()}>
                  <Lock className="size-3.5" aria-hidden />
                  Add note
                </Button>
              ) : (
                <SendButton conversation={conversation} onSend={submit} />
              )}
            </div>
          </>
        )}
        {isPicking && conversation.accountId && (
          <TemplatePicker
            conversation={conversation}
            accountId={conversation.accountId}
            onClose={() => setIsPicking(false)}
          />
        )}
        {dragging && (
          <div className="pointer-events-none absolute inset-0 flex items-center justify-center rounded-lg bg-accent-soft/90 font-medium text-accent-text">
            Drop to attach
          </div>
        )}
      </div>
    </div>
  );
}
