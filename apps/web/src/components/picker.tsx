import { Command as Primitive } from 'cmdk';
import { Check } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import type { Choice } from '../lib/shortcuts/commands.ts';

interface PickerProps {
  /** What is chosen, for those who hear the page. */
  label: string;
  placeholder?: string;
  choices: (text: string) => Choice[];
  freeText?: boolean;
  align?: 'start' | 'end';
  /** The button that opens it. */
  children: ReactNode;
}

/** A small list to choose from, with a field to find by. */
export function Picker({ label, placeholder, choices, freeText = false, align = 'start', children }: PickerProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setText('');
      }}
    >
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-40 w-64 animate-pop overflow-hidden rounded-lg border bg-card shadow-pop outline-none"
        >
          <Primitive label={label} shouldFilter={!freeText} loop>
            <Primitive.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder={placeholder ?? 'Find…'}
              className="h-9 w-full border-b bg-transparent px-3 text-sm outline-none"
            />
            <Primitive.List className="max-h-72 overflow-y-auto p-1">
              <Primitive.Empty className="px-2 py-4 text-center text-muted">
                {freeText && text === '' ? 'Type something.' : 'Nothing by that name.'}
              </Primitive.Empty>
              {choices(text).map((choice) => (
                <Primitive.Item
                  key={choice.id}
                  value={choice.id}
                  keywords={[choice.title]}
                  onSelect={() => {
                    setOpen(false);
                    choice.run();
                  }}
                  className="flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-[selected=true]:bg-selected"
                >
                  <span className="truncate">{choice.title}</span>
                  {choice.hint && <span className="ml-auto shrink-0 text-xs text-muted">{choice.hint}</span>}
                  {choice.selected && (
                    <Check className="ml-auto size-4 shrink-0 text-accent-text" aria-label="chosen" />
                  )}
                </Primitive.Item>
              ))}
            </Primitive.List>
          </Primitive>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
