import { useMemo } from 'react';
import type { FrameColors } from './mail-frame.ts';
import { useMediaQuery } from './media-query.ts';
import { usePreference } from './preferences.ts';

/** Colours of the theme for documents that do not share our styles. Plain values: the frame cannot see our variables. */
export function useColors(): FrameColors {
  const theme = usePreference('theme');
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const dark = theme === 'dark' || (theme === 'system' && systemDark);
  return useMemo(
    () =>
      dark
        ? { scheme: 'dark', text: '#ececf0', link: '#b3b8ff' }
        : { scheme: 'light', text: '#202127', link: '#4338ca' },
    [dark],
  );
}
