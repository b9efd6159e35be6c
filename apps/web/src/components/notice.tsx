import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn.ts';

const looks = {
  error: ['bg-bad-soft text-bad', CircleAlert],
  warning: ['bg-warn-soft text-warn', TriangleAlert],
  info: ['bg-accent-soft text-accent-text', Info],
} as const;

/** A message in the flow of the page. Errors are announced. */
export function Notice({
  look,
  children,
  className,
}: {
  look: keyof typeof looks;
  children: ReactNode;
  className?: string;
}) {
  const [color, Icon] = looks[look];
  return (
    <div
      role={look === 'error' ? 'alert' : undefined}
      className={cn('flex items-start gap-2 rounded-md px-3 py-2 text-sm', color, className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

interface BlankProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It is all there is on the page, so its title is the page's. */
  whole?: boolean;
}

/** What stands where there is nothing to show: what is missing, and what can be done. */
export function Blank({ icon, title, children, action, whole = false }: BlankProps) {
  const Title = whole ? 'h1' : 'p';
  return (
    <div className="flex h-full min-h-60 flex-col items-center justify-center gap-1 p-8 text-center">
      <div className="mb-2 text-faint [&_svg]:size-7 [&_svg]:stroke-[1.5]">{icon}</div>
      <Title className="font-medium">{title}</Title>
      {children && <p className="max-w-72 text-muted">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
