import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '../../lib/cn.ts';
import { Button } from './button.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** `panel` slides over one side and is as tall as the window. */
  shape?: 'middle' | 'wide' | 'left' | 'right';
  children: ReactNode;
}

const shapes = {
  middle: 'top-[12vh] left-1/2 max-h-[76vh] w-[calc(100vw-32px)] max-w-md -translate-x-1/2 rounded-lg border',
  wide: 'top-[8vh] left-1/2 max-h-[84vh] w-[calc(100vw-32px)] max-w-3xl -translate-x-1/2 rounded-lg border',
  left: 'inset-y-0 left-0 w-[280px] max-w-[86vw] border-r',
  right: 'inset-y-0 right-0 w-[360px] max-w-[92vw] border-l',
} as const;

export function Dialog({ open, onOpenChange, title, description, shape = 'middle', children }: DialogProps) {
  const isSheet = shape === 'left' || shape === 'right';
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-black/40" />
        <Primitive.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed z-40 flex animate-fade flex-col overflow-hidden bg-card shadow-pop outline-none',
            shapes[shape],
          )}
        >
          <div className={cn('flex shrink-0 items-start gap-2 px-5 pt-4 pb-2', isSheet && 'pr-3 pl-4')}>
            <div className="min-w-0 flex-1">
              <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
              {description && (
                <Primitive.Description className="mt-0.5 text-muted">{description}</Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <Button look="ghost" size="icon-sm" aria-label="Close">
                <X className="size-4" />
              </Button>
            </Primitive.Close>
          </div>
          <div className={cn('scroll-area min-h-0 flex-1 px-5 pb-5', isSheet && 'px-3')}>{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
