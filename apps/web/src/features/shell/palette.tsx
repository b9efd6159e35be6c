import { Command as Primitive } from 'cmdk';
import { Check, ChevronRight } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useMemo, useState } from 'react';
import { Kbd } from '../../components/ui/kbd.tsx';
import { currentCommands, type Choice, type Command, type CommandGroup } from '../../lib/shortcuts/commands.ts';

const order: CommandGroup[] = ['Conversation', 'Composer', 'List', 'Go to', 'View', 'Help'];

const itemLook =
  'flex h-9 cursor-default items-center gap-3 rounded-md px-3 text-sm outline-none select-none data-[selected=true]:bg-selected';
const groupLook =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted';

/** Everything that can be done here, by name; what concerns the open conversation comes first. */
export default function Palette({ commandId, onClose }: { commandId: string | null; onClose: () => void }) {
  const commands = useMemo(() => currentCommands().filter(({ keyboardOnly }) => !keyboardOnly), []);
  const [step, setStep] = useState<Command | null>(commands.find(({ id }) => id === commandId) ?? null);
  const [text, setText] = useState('');

  const choose = (command: Command) => {
    if (command.choices) {
      setStep(command);
      setText('');
      return;
    }
    onClose();
    // After the focus has gone back, so that a command may move it.
    setTimeout(() => command.run?.(), 0);
  };
  const take = (choice: Choice) => {
    onClose();
    setTimeout(choice.run, 0);
  };

  const choices = step?.choices?.(text) ?? [];
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/30" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 animate-fade overflow-hidden rounded-lg border bg-card shadow-pop outline-none"
        >
          <Dialog.Title className="sr-only">{step ? step.title : 'Command palette'}</Dialog.Title>
          <Primitive
            label={step ? step.title : 'Commands'}
            loop
            shouldFilter={!step?.freeText}
            onKeyDown={(event) => {
              if (event.key === 'Backspace' && text === '' && step) setStep(null);
            }}
          >
            <div className="flex items-center gap-2 border-b px-4">
              {step && (
                <span className="shrink-0 rounded-sm bg-accent-soft px-1.5 py-0.5 text-xs text-accent-text">
                  {step.title.replace(/…$/, '')}
                </span>
              )}
              <Primitive.Input
                autoFocus
                value={text}
                onValueChange={setText}
                placeholder={step ? (step.placeholder ?? 'Choose…') : 'What do you want to do?'}
                className="h-12 w-full bg-transparent text-base outline-none"
              />
            </div>
            <Primitive.List className="max-h-[50vh] overflow-y-auto p-1.5">
              <Primitive.Empty className="px-3 py-6 text-center text-muted">Nothing by that name.</Primitive.Empty>
              {step
                ? choices.map((choice) => (
                    <Primitive.Item
                      key={choice.id}
                      value={choice.id}
                      keywords={[choice.title]}
                      onSelect={() => take(choice)}
                      className={itemLook}
                    >
                      <span className="truncate">{choice.title}</span>
                      {choice.hint && <span className="ml-auto shrink-0 text-xs text-muted">{choice.hint}</span>}
                      {choice.selected && (
                        <Check className="ml-auto size-4 shrink-0 text-accent-text" aria-label="chosen" />
                      )}
                    </Primitive.Item>
                  ))
                : order.map((group) => {
                    const inGroup = commands.filter((command) => command.group === group);
                    if (inGroup.length === 0) return null;
                    return (
                      <Primitive.Group key={group} heading={group} className={groupLook}>
                        {inGroup.map((command) => (
                          <Primitive.Item
                            key={command.id}
                            value={command.id}
                            keywords={[command.title, command.keywords ?? '', group]}
                            onSelect={() => choose(command)}
                            className={itemLook}
                          >
                            <span className="truncate">{command.title}</span>
                            <span className="ml-auto flex items-center gap-2 text-muted">
                              {command.keys && <Kbd keys={command.keys} />}
                              {command.choices && <ChevronRight className="size-4" aria-hidden />}
                            </span>
                          </Primitive.Item>
                        ))}
                      </Primitive.Group>
                    );
                  })}
            </Primitive.List>
          </Primitive>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
