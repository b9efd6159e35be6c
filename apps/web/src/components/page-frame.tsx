import { Menu } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { markPageReady } from '../lib/page-ready.ts';
import { usePageTitle } from '../lib/page-title.ts';
import { sidebarOpen } from '../lib/shortcuts/dialogs.ts';
import { Button } from './ui/button.tsx';

interface PageFrameProps {
  title: string;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page beside the inbox: its name, what it is for, what can be done, and its content. */
export function PageFrame({ title, lead, actions, children }: PageFrameProps) {
  useEffect(markPageReady, []);
  usePageTitle(title);
  return (
    <div className="scroll-area h-full">
      <div className="mx-auto max-w-5xl px-4 pt-3 pb-10 sm:px-8 sm:pt-6">
        <header className="flex flex-wrap items-start gap-x-4 gap-y-2 pb-5">
          <Button
            look="ghost"
            size="icon"
            aria-label="Open the menu"
            className="-ml-1.5 lg:hidden"
            onClick={() => sidebarOpen.set(true)}
          >
            <Menu className="size-4" />
          </Button>
          <div className="min-w-0 flex-1">
            <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
            {lead && <p className="mt-0.5 max-w-prose text-muted">{lead}</p>}
          </div>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}
