import { offsetBy, type ZoneRules } from './calendar-zones.ts';

/** What Windows calls the zones that Outlook's invitations name most often. */
const windowsZones: Record<string, string> = {
  'india standard time': 'Asia/Kolkata',
  'sri lanka standard time': 'Asia/Colombo',
  'nepal standard time': 'Asia/Kathmandu',
  'bangladesh standard time': 'Asia/Dhaka',
  'pakistan standard time': 'Asia/Karachi',
  'arabian standard time': 'Asia/Dubai',
  'arab standard time': 'Asia/Riyadh',
  'singapore standard time': 'Asia/Singapore',
  'china standard time': 'Asia/Shanghai',
  'taipei standard time': 'Asia/Taipei',
  'tokyo standard time': 'Asia/Tokyo',
  'korea standard time': 'Asia/Seoul',
  'se asia standard time': 'Asia/Bangkok',
  'gmt standard time': 'Europe/London',
  'greenwich standard time': 'Atlantic/Reykjavik',
  'w. europe standard time': 'Europe/Berlin',
  'romance standard time': 'Europe/Paris',
  'central europe standard time': 'Europe/Budapest',
  'central european standard time': 'Europe/Warsaw',
  'e. europe standard time': 'Europe/Chisinau',
  'fle standard time': 'Europe/Kyiv',
  'gtb standard time': 'Europe/Bucharest',
  'turkey standard time': 'Europe/Istanbul',
  'russian standard time': 'Europe/Moscow',
  'israel standard time': 'Asia/Jerusalem',
  'south africa standard time': 'Africa/Johannesburg',
  'egypt standard time': 'Africa/Cairo',
  'eastern standard time': 'America/New_York',
  'central standard time': 'America/Chicago',
  'mountain standard time': 'America/Denver',
  'pacific standard time': 'America/Los_Angeles',
  'e. south america standard time': 'America/Sao_Paulo',
  'aus eastern standard time': 'Australia/Sydney',
  'new zealand standard time': 'Pacific/Auckland',
};

/**
 * The instant at which clocks in a zone show `local` (milliseconds as if in UTC).
 *
 * @param brought the zones that the calendar itself brings along
 * @returns null for a zone that nobody knows
 */
export function instantIn(zone: string, local: number, brought: Map<string, ZoneRules>): number | null {
  const name = windowsZones[zone.toLowerCase()] ?? zone.replace(/^\/[^/]+\/[^/]+\//, '');
  const rules = brought.get(zone);
  // A full name has what the calendar says and what changed since; a short one, such as EST, is what the calendar means.
  if (rules && !(name.includes('/') && formatOf(name))) return local - offsetBy(rules, local);
  const format = formatOf(name);
  if (!format) return null;
  // The offset at the guess may be that of the other side of a change; the second look settles it.
  const guess = local - offsetAt(format, local);
  return local - offsetAt(format, guess);
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
}

function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})$/.exec(format.format(at)) ?? [];
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -size : size;
}
