import type { Invitation } from '@switchboard/contracts';

/**
 * When an appointment is, in the zone of the viewer, which is named: `Tue, 1 Dec 2026, 15:00 – 16:00 GMT+5:30`. Of a
 * zone that nobody knows, what its clocks show: `Tue, 1 Dec 2026, 15:00 (Customized Time Zone)`.
 */
export function invitationTime(
  { start, end, isAllDay, clocksOf }: Pick<Invitation, 'start' | 'end' | 'isAllDay' | 'clocksOf'>,
  timeZone?: string,
): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  if (isAllDay) {
    // A day is the same day everywhere; the end is the first day that is free again.
    const format = new Intl.DateTimeFormat(undefined, { ...day, timeZone: 'UTC' });
    const last = end ? Date.parse(end) - 86_400_000 : Date.parse(start);
    return last > Date.parse(start) ? format.formatRange(Date.parse(start), last) : format.format(Date.parse(start));
  }
  const format = new Intl.DateTimeFormat(undefined, {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(clocksOf === undefined ? { timeZoneName: 'short', timeZone } : { timeZone: 'UTC' }),
  });
  const time =
    end && end > start ? format.formatRange(Date.parse(start), Date.parse(end)) : format.format(Date.parse(start));
  return clocksOf === undefined ? time : `${time} (${clocksOf || 'local time'})`;
}
