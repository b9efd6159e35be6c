import type { Invitation } from '@switchboard/contracts';

/** When an appointment is, in the zone of the viewer, which is named: `Tue, 1 Dec 2026, 15:00 – 16:00 GMT+5:30`. */
export function invitationTime(
  { start, end, isAllDay }: Pick<Invitation, 'start' | 'end' | 'isAllDay'>,
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
    timeZoneName: 'short',
    ...(timeZone ? { timeZone } : {}),
  });
  return end && end > start ? format.formatRange(Date.parse(start), Date.parse(end)) : format.format(Date.parse(start));
}
