import type { ComponentProps } from 'react';
import { cn } from '../../lib/cn.ts';

const looks = {
  primary: 'bg-accent text-accent-fg hover:brightness-110 active:brightness-95',
  outline: 'border border-line-strong bg-card hover:bg-hover',
  ghost: 'text-muted hover:bg-hover hover:text-fg aria-expanded:bg-hover aria-expanded:text-fg',
  danger: 'bg-bad-solid text-white hover:brightness-110',
} as const;

const sizes = {
  sm: 'h-7 gap-1.5 px-2 text-xs',
  md: 'h-8 gap-2 px-3 text-sm',
  lg: 'h-10 gap-2 px-4 text-base',
  icon: 'size-8 justify-center',
  'icon-sm': 'size-7 justify-center',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof looks;
  size?: keyof typeof sizes;
}

export function Button({ look = 'outline', size = 'md', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cn(
        'inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-[background-color,filter] duration-75 select-none disabled:cursor-not-allowed disabled:opacity-50 [&_svg]:shrink-0',
        looks[look],
        sizes[size],
        className,
      )}
      {...rest}
    />
  );
}
