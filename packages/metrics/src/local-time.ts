/** The local clock of a zone as milliseconds since the local 1970-01-01T00:00, as if it were UTC. */
export type WallTime = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(ms: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(format.format(ms)) ?? [];
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/** What the clock of the zone shows. @throws {RangeError} when the zone is unknown. */
export function toWall(instant: Date, timeZone: string): WallTime {
  return instant.getTime() + offsetAt(instant.getTime(), timeZone);
}

/** The instant at which the clock of the zone shows `wall`: the earlier of two, the later side of a gap. */
export function fromWall(wall: WallTime, timeZone: string): Date {
  const day = 86_400_000;
  const before = offsetAt(wall - day, timeZone);
  const after = offsetAt(wall + day, timeZone);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(wall - offset, timeZone) === offset) return new Date(wall - offset);
  }
  return new Date(wall - Math.min(before, after));
}
