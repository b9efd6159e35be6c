import { useId } from 'react';
import { inputLook } from '../../../components/ui/field.tsx';

/** Asks the agent how it is known what a customer is said to want. */
export function ReasonField({
  reason,
  onChange,
  problem,
  example,
}: {
  reason: string;
  onChange: (reason: string) => void;
  problem: string | null | undefined;
  example: string;
}) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        How do we know?
      </label>
      <input
        id={id}
        required
        minLength={3}
        maxLength={500}
        value={reason}
        placeholder={example}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={inputLook}
      />
      {problem && <p className="text-xs text-bad">{problem}</p>}
    </div>
  );
}
