import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { cn } from '../lib/cn.ts';
import { setPreferences, usePreference, type Preferences } from '../lib/preferences.ts';

type Width = { [K in keyof Preferences]: Preferences[K] extends number ? K : never }[keyof Preferences];

interface ResizeHandleProps {
  name: Width;
  label: string;
  min: number;
  max: number;
  /** The pane is right of the handle instead of left. */
  flip?: boolean;
}

const STEP = 16;

/** Drag, or use the arrow keys, to size a pane; double-click sets it back. */
export function ResizeHandle({ name, label, min, max, flip = false }: ResizeHandleProps) {
  const width = usePreference(name);
  const start = useRef<{ x: number; width: number } | null>(null);
  const clamp = (value: number) => Math.round(Math.min(Math.max(value, min), Math.max(min, max)));
  const resize = (value: number) => setPreferences({ [name]: clamp(value) });

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: clamp(width) };
    document.body.classList.add('cursor-col-resize', 'select-none');
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!start.current) return;
    const moved = event.clientX - start.current.x;
    resize(start.current.width + (flip ? -moved : moved));
  };
  const end = () => {
    start.current = null;
    document.body.classList.remove('cursor-col-resize', 'select-none');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    resize(width + (flip ? -step : step));
  };

  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={clamp(width)}
      aria-valuemin={min}
      aria-valuemax={Math.round(max)}
      className={cn(
        'group absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none outline-none',
        flip ? '-left-1' : '-right-1',
      )}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => resize(name === 'sidebarWidth' ? 220 : name === 'listWidth' ? 340 : 320)}
      onKeyDown={onKeyDown}
    >
      <div className="mx-auto h-full w-0.5 rounded-full bg-accent opacity-0 transition-opacity delay-75 group-hover:opacity-60 group-focus-visible:opacity-100 group-active:opacity-100" />
    </div>
  );
}
