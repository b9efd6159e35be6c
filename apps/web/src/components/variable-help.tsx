interface VariableHelpProps {
  names: readonly string[];
  means: Readonly<Record<string, string>>;
  onPick: (name: string) => void;
}

/** The variables that may be named; a click puts one in. */
export function VariableHelp({ names, means, onPick }: VariableHelpProps) {
  return (
    <div className="flex flex-wrap items-center gap-1 pt-1" role="group" aria-label="Variables">
      {names.map((name) => (
        <button
          key={name}
          type="button"
          title={means[name]}
          onClick={() => onPick(name)}
          className="rounded-sm border bg-background px-1.5 py-0.5 font-mono text-2xs text-muted hover:bg-hover hover:text-fg"
        >
          {`{{${name}}}`}
        </button>
      ))}
    </div>
  );
}
