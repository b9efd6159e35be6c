import { cn } from '../lib/cn.ts';

const initialsOf = (name: string): string => {
  const words = name
    .replace(/[^\p{L}\p{N}\s@.+]/gu, '')
    .trim()
    .split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    letters
      .map((word) => (word ? Array.from(word.replace(/^\+/, ''))[0] : ''))
      .join('')
      .toUpperCase() || '?'
  );
};

const hueOf = (seed: string): number => {
  let hash = 0;
  for (let index = 0; index < seed.length; index += 1) hash = (hash * 31 + seed.charCodeAt(index)) | 0;
  return Math.abs(hash) % 360;
};

const sizes = {
  xs: 'size-4.5 text-[9px]',
  sm: 'size-6 text-[10px]',
  md: 'size-8 text-xs',
  lg: 'size-9 text-sm',
} as const;

interface AvatarProps {
  name: string;
  /** What the tint comes from; the same person has the same everywhere. */
  seed: string;
  size?: keyof typeof sizes;
  className?: string;
}

/** Initials on a quiet tint. Decorative: the name always stands beside it. */
export function Avatar({ name, seed, size = 'md', className }: AvatarProps) {
  const hue = hueOf(seed);
  return (
    <span
      aria-hidden
      className={cn(
        'inline-flex shrink-0 items-center justify-center rounded-full font-medium select-none',
        sizes[size],
        className,
      )}
      style={{
        background: `light-dark(oklch(0.925 0.032 ${hue}), oklch(0.345 0.042 ${hue}))`,
        color: `light-dark(oklch(0.42 0.075 ${hue}), oklch(0.87 0.06 ${hue}))`,
      }}
    >
      {initialsOf(name)}
    </span>
  );
}
