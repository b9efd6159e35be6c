import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { usePageTitle } from '../../lib/page-title.ts';

/** The quiet page around everything that happens before somebody is in. */
export function AuthFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  usePageTitle(title);
  return (
    <main className="scroll-area flex h-full flex-col items-center bg-canvas px-4 pt-[12vh] pb-8">
      <div className="w-full max-w-[380px]">
        <div className="mb-6 flex items-center gap-2.5">
          <Mark className="size-7" />
          <span className="text-lg font-semibold tracking-tight">Switchboard</span>
        </div>
        <div className="rounded-lg border bg-background p-6 shadow-pop">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {lead && <p className="mt-1 text-muted">{lead}</p>}
          <div className="mt-5">{children}</div>
        </div>
      </div>
    </main>
  );
}
