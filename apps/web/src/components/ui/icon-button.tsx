import { Button, type ButtonProps } from './button.tsx';
import { Tooltip } from './tooltip.tsx';

interface IconButtonProps extends ButtonProps {
  label: string;
  keys?: string;
}

/** A button that is only an icon: always named, always with a tooltip. */
export function IconButton({ label, keys, look = 'ghost', size = 'icon-sm', ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <Button aria-label={label} look={look} size={size} {...rest} />
    </Tooltip>
  );
}
