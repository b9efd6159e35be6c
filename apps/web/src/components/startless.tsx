import { Unplug } from 'lucide-react';
import { Blank } from './notice.tsx';
import { Button } from './ui/button.tsx';

/** Not even the configuration could be read. */
export function Startless({ error }: { error: unknown }) {
  return (
    <main className="h-full bg-canvas">
      <Blank
        whole
        icon={<Unplug />}
        title="Switchboard could not start"
        action={
          <Button look="primary" onClick={() => location.reload()}>
            Try again
          </Button>
        }
      >
        The configuration of this portal could not be read ({error instanceof Error ? error.message : 'unknown reason'}
        ). Check your connection; if it stays like this, tell your admin.
      </Blank>
    </main>
  );
}
