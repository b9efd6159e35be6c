import { emails, type Message } from '@switchboard/contracts';
import { Download, Ellipsis } from 'lucide-react';
import { IconButton } from '../../../components/ui/icon-button.tsx';
import { MenuButton } from '../../../components/ui/menu-button.tsx';
import { saveFile } from '../../../lib/download.ts';
import { sayProblem } from '../../../lib/toast.ts';

/** What can be done with a mail besides answering it; nothing for one that the portal wrote itself. */
export function MailMenu({ message }: { message: Message }) {
  if (!message.email?.hasOriginal) return null;
  const save = () =>
    void saveFile(emails.raw, { params: { id: message.id } }, `${message.email?.subject ?? 'mail'}.eml`).catch(
      (error: unknown) => sayProblem('The original could not be downloaded.', error),
    );
  return (
    <MenuButton
      align="end"
      entries={[{ type: 'item', icon: <Download />, label: 'Download original (.eml)', onSelect: save }]}
    >
      <IconButton label="More about this mail" className="-my-1">
        <Ellipsis className="size-4" />
      </IconButton>
    </MenuButton>
  );
}
