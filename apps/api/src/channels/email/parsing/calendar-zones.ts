/** A line of a calendar (RFC 5545), unfolded. */
export interface Line {
  name: string;
  parameters: Map<string, string>;
  value: string;
}

/** A yearly rule: the day of a month, or its nth, or its last, weekday. */
interface YearlyRule {
  /** From 0. */
  month: number;
  /** From Sunday, 0; null where the day of the month decides. */
  weekday: number | null;
  /** Which of the month: 1 the first, -1 the last. */
  nth: number;
  /** Days of which the one counts that is the weekday, or the only one. */
  days: number[];
  /** Milliseconds, in UTC. */
  until: number;
}

/** Standard time, or summer time; times and offsets in milliseconds. */
interface Observance {
  /** First onset, by the clocks before it. */
  start: number;
  offsetBefore: number;
  offset: number;
  rule: YearlyRule | null;
  dates: number[];
}

export type ZoneRules = Observance[];

const MOST_ZONES = 50;
const MOST_OBSERVANCES = 200;
const MOST_DATES = 200;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The zones that a calendar brings along, by their names; without those whose rules are of no form that we know. */
export function zonesIn(lines: Line[]): Map<string, ZoneRules> {
  const zones = new Map<string, ZoneRules>();
  let name: string | null = null;
  let rules: (Observance | null)[] = [];
  let from = -1;
  for (const [index, { name: property, value }] of lines.entries()) {
    const component = value.trim().toUpperCase();
    if (property === 'BEGIN' && component === 'VTIMEZONE') {
      name = null;
      rules = [];
    } else if (property === 'BEGIN' && (component === 'STANDARD' || component === 'DAYLIGHT')) from = index + 1;
    else if (property === 'END' && from !== -1) {
      if (rules.length < MOST_OBSERVANCES) rules.push(observanceOf(lines.slice(from, index)));
      from = -1;
    } else if (property === 'TZID' && from === -1) name = value.trim();
    else if (property === 'END' && component === 'VTIMEZONE' && name !== null && zones.size < MOST_ZONES) {
      const known = rules.filter((rule) => rule !== null);
      if (known.length > 0 && known.length === rules.length) zones.set(name, known);
    }
  }
  return zones;
}

/** How far the clocks are ahead of UTC when they show `local` (milliseconds as if in UTC). */
export function offsetBy(rules: ZoneRules, local: number): number {
  let latest: { onset: number; offset: number } | null = null;
  for (const observance of rules) {
    const onset = latestOnset(observance, local);
    if (onset !== null && (latest === null || onset > latest.onset)) latest = { onset, offset: observance.offset };
  }
  const [first] = rules.toSorted((a, b) => a.start - b.start);
  return latest?.offset ?? first?.offsetBefore ?? 0;
}

/** `20261201T093000` in milliseconds as if in UTC; null for what is no time or date. */
export function clockTime(value: string): { local: number; isDay: boolean; isUtc: boolean } | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(value.trim());
  if (!match) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const local = Date.UTC(year!, month! - 1, day, hour, minute, second);
  return { local, isDay: match[4] === undefined, isUtc: match[7] !== undefined };
}

function observanceOf(lines: Line[]): Observance | null {
  const value = (name: string) => lines.find((line) => line.name === name)?.value.trim() ?? '';
  const start = clockTime(value('DTSTART'));
  const offset = offsetOf(value('TZOFFSETTO'));
  const offsetBefore = offsetOf(value('TZOFFSETFROM'));
  const rule = value('RRULE') === '' ? null : ruleOf(value('RRULE'), start?.local ?? 0);
  if (!start || offset === null || offsetBefore === null || (value('RRULE') !== '' && !rule)) return null;
  const dates = lines
    .filter(({ name }) => name === 'RDATE')
    .flatMap((line) => line.value.split(',', MOST_DATES))
    .slice(0, MOST_DATES)
    .flatMap((date) => clockTime(date)?.local ?? []);
  return { start: start.local, offsetBefore, offset, rule, dates };
}

function offsetOf(value: string): number | null {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d{2})(\d{2})(\d{2})?$/.exec(value) ?? [];
  if (sign === undefined) return null;
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/** Null for a rule that is not one of those that time zones have. */
function ruleOf(text: string, start: number): YearlyRule | null {
  const parts = new Map(text.split(';').map((part) => part.split('=', 2) as [string, string | undefined]));
  const known = ['FREQ', 'BYMONTH', 'BYDAY', 'BYMONTHDAY', 'UNTIL', 'INTERVAL', 'WKST'];
  if ([...parts.keys()].some((name) => !known.includes(name))) return null;
  if (parts.get('FREQ') !== 'YEARLY' || (parts.get('INTERVAL') ?? '1') !== '1') return null;
  const begin = new Date(start);
  const month = Number(parts.get('BYMONTH') ?? begin.getUTCMonth() + 1) - 1;
  const day = parts.get('BYDAY');
  const [, nth, weekday] = /^([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)$/.exec(day ?? '') ?? [];
  const days = parts.get('BYMONTHDAY')?.split(',', 31).map(Number) ?? [];
  const isKnown =
    day === undefined ? days.length <= 1 : weekday !== undefined && (nth !== undefined) !== days.length > 0;
  const until = parts.has('UNTIL') ? clockTime(parts.get('UNTIL') ?? '')?.local : Infinity;
  if (
    !isKnown ||
    until === undefined ||
    !(month >= 0 && month < 12) ||
    !days.every((each) => each >= 1 && each <= 31)
  ) {
    return null;
  }
  return {
    month,
    weekday: weekday === undefined ? null : WEEKDAYS.indexOf(weekday),
    nth: Number(nth ?? 0),
    days: day === undefined && days.length === 0 ? [begin.getUTCDate()] : days,
    until,
  };
}

/** When it last began by the time the clocks show `local`. */
function latestOnset(observance: Observance, local: number): number | null {
  const { start, rule, dates, offsetBefore } = observance;
  const onsets = [start, ...dates];
  if (rule) {
    const last = new Date(Math.min(local, rule.until)).getUTCFullYear();
    for (const year of [last, last - 1]) {
      const onset = onsetIn(rule, year, start);
      if (onset !== null && onset > start && onset - offsetBefore <= rule.until) onsets.push(onset);
    }
  }
  const past = onsets.filter((onset) => onset <= local);
  return past.length > 0 ? Math.max(...past) : null;
}

function onsetIn({ month, weekday, nth, days }: YearlyRule, year: number, start: number): number | null {
  const time = ((start % 86_400_000) + 86_400_000) % 86_400_000;
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const all = Array.from({ length }, (_, index) => index + 1).filter(
    (day) =>
      (weekday === null || new Date(Date.UTC(year, month, day)).getUTCDay() === weekday) &&
      (days.length === 0 || days.includes(day)),
  );
  const day = nth === 0 ? all[0] : all.at(nth > 0 ? nth - 1 : nth);
  return day === undefined ? null : Date.UTC(year, month, day) + time;
}
