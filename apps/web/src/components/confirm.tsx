import { useState, type ReactElement, cloneElement } from 'react';
import { Button } from './ui/button.tsx';
import { Dialog } from './ui/dialog.tsx';

interface ConfirmProps {
  title: string;
  /** What happens, and what does not. */
  description: string;
  /** What the button says: the deed, not “OK”. */
  deed: string;
  onConfirm: () => void;
  children: ReactElement<{ onClick?: () => void }>;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, description, deed, onConfirm, children }: ConfirmProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {cloneElement(children, { onClick: () => setOpen(true) })}
      <Dialog open={open} onOpenChange={setOpen} title={title} description={description}>
        <div className="mt-3 flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            look="danger"
            onClick={() => {
              setOpen(false);
              onConfirm();
            }}
          >
            {deed}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
