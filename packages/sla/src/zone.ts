import { SlaError } from './error.ts';

/** From `from` (epoch ms) until the next piece, local time is UTC + `offset` (ms). */
export interface OffsetPiece {
  readonly from: number;
  readonly offset: number;
}

/** Instants outside `[1900-01-01Z, 2200-01-01Z)` are refused: nobody's opening hours are known there. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2199;

const HOUR = 3_600_000;
const STEP = 24 * HOUR;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** By UTC year: the offset at its start, then its changes. */
  readonly years: Map<number, readonly OffsetPiece[]>;
}

const zones = new Map<string, Zone>();

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (!zone) {
    zone = {
      format: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }),
      years: new Map(),
    };
    zones.set(timeZone, zone);
  }
  return zone;
}

/** Whether the runtime knows this IANA name. A bare offset such as `+05:30` is not one: it has no DST rule. */
export function isTimeZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    zoneOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

function offsetAt(zone: Zone, ms: number): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(zone.format.format(ms));
  if (!match) throw new Error(`Intl gave no offset: ${zone.format.format(ms)}`);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
  return sign === '-' ? -size : size;
}

/** The first millisecond of the new offset; exactly one change lies in `(low, high]`. */
function changeBetween(zone: Zone, low: number, high: number, before: number): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

// Day by day, because no zone has changed twice in a day since 1900, while pairs of changes a few weeks
// apart (Ramadan in Morocco and Egypt) are common. About a millisecond per zone and year, once per process.
function yearOf(zone: Zone, year: number): readonly OffsetPiece[] {
  const known = zone.years.get(year);
  if (known) return known;
  const start = Date.UTC(year, 0);
  const end = Date.UTC(year + 1, 0);
  let offset = offsetAt(zone, start);
  const pieces = [{ from: start, offset }];
  for (let low = start; low < end - 1;) {
    const high = Math.min(low + STEP, end - 1);
    const next = offsetAt(zone, high);
    if (next !== offset) {
      pieces.push({ from: changeBetween(zone, low, high, offset), offset: next });
      offset = next;
    }
    low = high;
  }
  zone.years.set(year, pieces);
  return pieces;
}

/**
 * The offsets of a zone over whole UTC years, first to last inclusive, each differing from the one before.
 *
 * @throws {SlaError} `out_of_range` outside the years 1900 to 2199
 */
export function offsetPieces(timeZone: string, firstYear: number, lastYear: number): OffsetPiece[] {
  if (firstYear < FIRST_YEAR || lastYear > LAST_YEAR) {
    throw new SlaError('out_of_range', 'instant', `only ${FIRST_YEAR} to ${LAST_YEAR} is supported`);
  }
  const zone = zoneOf(timeZone);
  const pieces: OffsetPiece[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (const piece of yearOf(zone, year)) {
      if (pieces.at(-1)?.offset !== piece.offset) pieces.push(piece);
    }
  }
  return pieces;
}
