import { cn } from '../../lib/cn.ts';

export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn('animate-pulse rounded-md bg-line', className)} />
);
