import { clockTime, zonesIn, type Line, type ZoneRules } from './calendar-zones.ts';
import { clean, cut } from './clean-text.ts';
import type { Invitation } from './parsed-mail.ts';
import { instantIn } from './zones.ts';

const MOST_LINES = 5_000;
const LONGEST = 500;
const LONGEST_ZONE = 100;
const METHODS = new Set(['REQUEST', 'REPLY', 'CANCEL', 'COUNTER', 'PUBLISH', 'ADD', 'REFRESH', 'DECLINECOUNTER']);

/**
 * The first event of a calendar part (RFC 5545) as an invitation shows it.
 *
 * @param declaredMethod of the content type, where the calendar itself names none
 * @returns null where there is no event with a time
 */
export function invitationOf(calendar: string, declaredMethod: string | null): Invitation | null {
  const lines = unfolded(calendar);
  const from = lines.findIndex(({ name, value }) => name === 'BEGIN' && value.toUpperCase() === 'VEVENT');
  if (from === -1) return null;
  const event: Line[] = [];
  let inner = 0;
  for (const line of lines.slice(from + 1)) {
    if (line.name === 'BEGIN') inner++;
    else if (line.name === 'END' && inner-- === 0) break;
    else if (inner === 0) event.push(line);
  }
  const find = (name: string) => event.find((line) => line.name === name);
  const text = (name: string) => cut(unescaped(find(name)?.value ?? ''), LONGEST) || null;
  const zones = zonesIn(lines);
  const usual = lines.find(({ name }) => name === 'X-WR-TIMEZONE')?.value.trim() ?? '';
  const start = timeOf(find('DTSTART'), usual, zones);
  if (!start) return null;
  const given = timeOf(find('DTEND'), usual, zones) ?? after(start, find('DURATION')?.value);
  // Between an instant and what unknown clocks show there is no knowing which is later.
  const end = given?.clocksOf === start.clocksOf ? given : null;
  const method = (lines.find(({ name }) => name === 'METHOD')?.value ?? declaredMethod ?? 'PUBLISH')
    .trim()
    .toUpperCase();
  const organiser = find('ORGANIZER');
  const isCancelled = text('STATUS')?.toUpperCase() === 'CANCELLED';
  return {
    method: isCancelled ? 'CANCEL' : METHODS.has(method) ? (method as Invitation['method']) : 'PUBLISH',
    title: text('SUMMARY'),
    place: text('LOCATION'),
    organiser: organiser ? partyOf(organiser) : null,
    start: start.at,
    end: end?.at ?? null,
    isAllDay: start.isDay,
    ...(start.clocksOf === null ? {} : { clocksOf: start.clocksOf }),
    repeats: find('RRULE') !== undefined,
    answer:
      method === 'REPLY' ? (event.find(({ name }) => name === 'ATTENDEE')?.parameters.get('PARTSTAT') ?? null) : null,
  };
}

function unfolded(calendar: string): Line[] {
  return clean(calendar)
    .replaceAll(/\r?\n[ \t]/g, '')
    .split(/\r?\n/, MOST_LINES)
    .map(parsed)
    .filter((line) => line !== null);
}

function parsed(line: string): Line | null {
  const colon = colonOf(line);
  if (colon === -1) return null;
  const [name = '', ...parameters] = line.slice(0, colon).split(';');
  return {
    name: name.trim().toUpperCase(),
    parameters: new Map(
      parameters.map((parameter) => {
        const equals = parameter.indexOf('=');
        return [parameter.slice(0, equals).toUpperCase(), parameter.slice(equals + 1).replaceAll('"', '')];
      }),
    ),
    value: line.slice(colon + 1),
  };
}

/** The first colon outside of quotes. */
function colonOf(line: string): number {
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ':' && !isQuoted) return at;
  }
  return -1;
}

function unescaped(value: string): string {
  return value.replaceAll(/\\([\\;,nN])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character)).trim();
}

function partyOf({ parameters, value }: Line): NonNullable<Invitation['organiser']> {
  const address = value
    .replace(/^mailto:/i, '')
    .trim()
    .toLowerCase()
    .slice(0, 320);
  return { address, name: cut(unescaped(parameters.get('CN') ?? ''), 200) || null };
}

interface Time {
  at: string;
  isDay: boolean;
  /** The zone that nobody knows, whose clocks show this time. */
  clocksOf: string | null;
}

function timeOf(line: Line | undefined, usual: string, zones: Map<string, ZoneRules>): Time | null {
  const time = clockTime(line?.value ?? '');
  if (!line || !time) return null;
  const { local, isDay, isUtc } = time;
  const year = Number(line.value.trim().slice(0, 4));
  if (Number.isNaN(local) || year < 1970 || year > 2200) return null;
  const zone = isUtc || isDay ? 'UTC' : cut(line.parameters.get('TZID') ?? usual, LONGEST_ZONE);
  const instant = zone === '' ? null : instantIn(zone, local, zones);
  return { at: new Date(instant ?? local).toISOString(), isDay, clocksOf: instant === null ? zone : null };
}

function after(start: Time, duration: string | undefined): Time | null {
  const match = /^P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/.exec(
    duration?.trim() ?? '',
  );
  if (!match) return null;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const length = (((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
  return { ...start, at: new Date(Date.parse(start.at) + length * 1000).toISOString() };
}
