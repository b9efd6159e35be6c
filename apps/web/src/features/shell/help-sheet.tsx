import { useMemo } from 'react';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Kbd } from '../../components/ui/kbd.tsx';
import { Switch } from '../../components/ui/switch.tsx';
import { setPreferences, usePreference } from '../../lib/preferences.ts';
import { currentCommands, type CommandGroup } from '../../lib/shortcuts/commands.ts';

const order: CommandGroup[] = ['List', 'Conversation', 'Composer', 'Go to', 'View', 'Help'];

/** Every shortcut that works on this page. */
export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const shortcuts = usePreference('shortcuts');
  const commands = useMemo(() => currentCommands().filter(({ keys }) => keys), []);
  return (
    <Dialog open onOpenChange={onClose} title="Keyboard shortcuts" shape="wide">
      <label className="mb-4 flex items-center gap-3 rounded-md border p-3">
        <Switch checked={shortcuts} onCheckedChange={(on) => setPreferences({ shortcuts: on })} />
        <span>
          <span className="block font-medium">Single-key shortcuts</span>
          <span className="block text-muted">
            They never act while you are typing. Those with {'⌘ or Ctrl'} always work.
          </span>
        </span>
      </label>
      <div className="columns-1 gap-8 sm:columns-2">
        {order.map((group) => {
          const inGroup = commands.filter((command) => command.group === group);
          if (inGroup.length === 0) return null;
          return (
            <section key={group} className="mb-5 break-inside-avoid">
              <h3 className="mb-1 font-medium">{group}</h3>
              <ul>
                {inGroup.map((command) => (
                  <li
                    key={command.id}
                    className="flex h-8 items-center justify-between gap-4 border-b border-line/60 text-muted last:border-0"
                  >
                    {command.title.replace(/…$/, '')}
                    <Kbd keys={command.keys!} />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
