import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../../../components/ui/button.tsx';
import { Field } from '../../../components/ui/field.tsx';
import { IconButton } from '../../../components/ui/icon-button.tsx';
import { choiceLimits, emptyRow, type ChoiceRow, type ChoicesDraft } from '../../../lib/inbox/choices.ts';

interface FieldsProps {
  draft: ChoicesDraft;
  change: (part: Partial<ChoicesDraft>) => void;
  problemOf: (name: string) => string | undefined;
}

const without = <T,>(list: readonly T[], at: number): T[] => list.filter((_, index) => index !== at);
const counted = (value: string, most: number): string => `${value.trim().length} of ${most}`;

export function ButtonFields({ draft: { buttons }, change, problemOf }: FieldsProps) {
  return (
    <div className="grid gap-2">
      {buttons.map((title, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a button is known by its place
        <div key={at} className="flex items-start gap-1">
          <Field
            label={`Button ${at + 1}`}
            className="min-w-0 flex-1"
            value={title}
            hint={counted(title, choiceLimits.button)}
            error={problemOf(`buttons.${at}`)}
            onChange={(event) => change({ buttons: buttons.with(at, event.target.value) })}
          />
          {buttons.length > 1 && (
            <RemoveButton label={`Remove button ${at + 1}`} onClick={() => change({ buttons: without(buttons, at) })} />
          )}
        </div>
      ))}
      {buttons.length < choiceLimits.buttons && (
        <AddButton label="Add a button" onClick={() => change({ buttons: [...buttons, ''] })} />
      )}
    </div>
  );
}

const parts: readonly [name: keyof ChoiceRow, label: string, most: number][] = [
  ['title', 'Row', choiceLimits.row],
  ['description', 'Says more', choiceLimits.description],
  ['section', 'Section', choiceLimits.row],
];

export function RowFields({ draft: { opener, rows }, change, problemOf }: FieldsProps) {
  return (
    <div className="grid gap-3">
      <Field
        label="What opens the list"
        value={opener}
        placeholder="See the choices"
        hint={counted(opener, choiceLimits.button)}
        error={problemOf('opener')}
        onChange={(event) => change({ opener: event.target.value })}
      />
      {rows.map((row, at) => (
        <fieldset
          // oxlint-disable-next-line react/no-array-index-key -- a row is known by its place
          key={at}
          className="grid grid-cols-2 gap-2 rounded-md border p-2.5"
        >
          <legend className="sr-only">Row {at + 1}</legend>
          {parts.map(([name, label, most]) => (
            <Field
              key={name}
              label={name === 'title' ? `${label} ${at + 1}` : label}
              className={name === 'description' ? 'order-last col-span-2' : undefined}
              value={row[name]}
              placeholder={name === 'title' ? '' : 'May be left out'}
              hint={counted(row[name], most)}
              error={problemOf(`rows.${at}.${name}`)}
              onChange={(event) => change({ rows: rows.with(at, { ...row, [name]: event.target.value }) })}
            />
          ))}
          {rows.length > 1 && (
            <div className="order-last col-span-2 -mt-1 flex justify-end">
              <RemoveButton
                label={`Remove row ${at + 1}`}
                onClick={() => change({ rows: without(rows, at) })}
                isSmall
              />
            </div>
          )}
        </fieldset>
      ))}
      {rows.length < choiceLimits.rows && (
        <AddButton label="Add a row" onClick={() => change({ rows: [...rows, emptyRow] })} />
      )}
    </div>
  );
}

function RemoveButton({ label, onClick, isSmall = false }: { label: string; onClick: () => void; isSmall?: boolean }) {
  return (
    <span className={isSmall ? '' : 'pt-6'}>
      <IconButton label={label} onClick={onClick}>
        <Trash2 className="size-3.5" />
      </IconButton>
    </span>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="sm" className="justify-self-start" onClick={onClick}>
      <Plus className="size-3.5" aria-hidden />
      {label}
    </Button>
  );
}
