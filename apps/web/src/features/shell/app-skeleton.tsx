import { Skeleton } from '../../components/ui/skeleton.tsx';
import { usePreference } from '../../lib/preferences.ts';

/** The frame while it is not yet known who is there. */
export function AppSkeleton() {
  const width = usePreference('sidebarWidth');
  const listWidth = usePreference('listWidth');
  return (
    <div aria-busy className="flex h-full bg-canvas">
      <span className="sr-only" role="status">
        Loading
      </span>
      <div className="hidden shrink-0 px-4 py-5 lg:block" style={{ width }}>
        {[96, 130, 84, 110, 70].map((size) => (
          <div key={size} style={{ width: size }} className="mb-4">
            <Skeleton className="h-4" />
          </div>
        ))}
      </div>
      <div className="min-w-0 flex-1 bg-background lg:my-2 lg:mr-2 lg:rounded-lg lg:border">
        <div
          className="h-full w-full border-r px-4 py-5 lg:w-(--list)"
          style={{ '--list': `${listWidth}px` } as object}
        >
          {Array.from({ length: 9 }, (_, index) => (
            <div key={index} className="mb-6 flex gap-3">
              <Skeleton className="size-9 rounded-full" />
              <div className="flex-1">
                <Skeleton className="mb-2 h-3 w-1/2" />
                <Skeleton className="h-3 w-4/5" />
              </div>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
