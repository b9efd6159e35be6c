import fc from 'fast-check';
import { addBusinessTime, businessTimeBetween } from './business-time.ts';
import { naiveBetween } from './business-time.oracle.ts';
import { type Calendar, type Interval, WEEKDAYS } from './calendar.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const office: Calendar = {
  timeZone: 'Asia/Kolkata',
  weekly: {
    mon: [
      ['09:00', '13:00'],
      ['14:00', '18:30'],
    ],
    tue: [['22:00', '24:00']],
    wed: [['00:00', '06:00']],
    fri: [['09:00', '18:30']],
  },
  overrides: { '2026-01-26': [], '2026-11-08': [['10:00', '12:00']] },
};

const allDay: Interval[] = [['00:00', '24:00']];
const everyDay = (intervals: readonly Interval[]) => Object.fromEntries(WEEKDAYS.map((day) => [day, intervals]));

describe('addBusinessTime and businessTimeBetween', () => {
  // 2026-01-19 is a Monday, 2026-01-26 a Monday that is closed.
  it.each([
    ['inside an interval', '2026-01-19T09:30:00+05:30', 1800, '2026-01-19T10:00:00+05:30'],
    ['nothing to use up, while closed', '2026-01-19T13:20:00+05:30', 0, '2026-01-19T13:20:00+05:30'],
    ['from before opening', '2026-01-19T03:00:00+05:30', 60, '2026-01-19T09:01:00+05:30'],
    ['used up exactly at closing time', '2026-01-19T12:00:00+05:30', 3600, '2026-01-19T13:00:00+05:30'],
    ['a second past closing time', '2026-01-19T12:00:00+05:30', 3601, '2026-01-19T14:00:01+05:30'],
    ['up to the end of the day', '2026-01-20T22:00:00+05:30', 7200, '2026-01-21T00:00:00+05:30'],
    ['through midnight', '2026-01-20T23:00:00+05:30', 7200, '2026-01-21T01:00:00+05:30'],
    ['over a closed weekend and a closed Monday', '2026-01-23T18:29:59+05:30', 2, '2026-01-27T22:00:01+05:30'],
    ['on a Sunday opened by an override', '2026-11-07T12:00:00+05:30', 7200, '2026-11-08T12:00:00+05:30'],
    ['to the millisecond', '2026-01-19T09:00:00.250+05:30', 0.5, '2026-01-19T09:00:00.750+05:30'],
  ])('%s', (_name, start, seconds, end) => {
    expect(addBusinessTime(office, start, seconds)).toEqual(new Date(end));
    expect(businessTimeBetween(office, start, end)).toBe(seconds);
  });

  it.each([
    ['inside an interval', '2026-01-19T10:00:00+05:30', -1800, '2026-01-19T09:30:00+05:30'],
    ['from after closing', '2026-01-19T20:00:00+05:30', -60, '2026-01-19T18:29:00+05:30'],
    ['used up exactly at opening time', '2026-01-19T15:00:00+05:30', -3600, '2026-01-19T14:00:00+05:30'],
    ['over the year', '2026-01-02T09:00:00+05:30', -6 * 3600, '2025-12-31T00:00:00+05:30'],
  ])('counts back: %s', (_name, start, seconds, end) => {
    expect(addBusinessTime(office, start, seconds)).toEqual(new Date(end));
    expect(businessTimeBetween(office, start, end)).toBe(seconds);
  });

  it.each([
    ['a spring day has 23 hours', 'Europe/Berlin', allDay, '2026-03-29', 23],
    ['an autumn day has 25 hours', 'Europe/Berlin', allDay, '2026-10-25', 25],
    ['hours that the clock skips are not worked', 'Europe/Berlin', [['01:00', '04:00']], '2026-03-29', 2],
    ['hours shown twice are worked twice', 'Europe/Berlin', [['02:00', '03:00']], '2026-10-25', 2],
    ['an interval in the skipped hour is empty', 'America/New_York', [['02:00', '03:00']], '2026-03-08', 0],
    ['half-hour changes', 'Australia/Lord_Howe', [['01:00', '03:00']], '2026-04-05', 2.5],
    ['change at midnight', 'Africa/Cairo', [['00:00', '02:00']], '2026-04-24', 1],
    ['a date that never was', 'Pacific/Apia', allDay, '2011-12-30', 0],
  ] satisfies [string, string, Interval[], string, number][])('%s', (_name, timeZone, intervals, date, hours) => {
    const calendar = { timeZone, weekly: {}, overrides: { [date]: intervals } };
    const noon = Date.parse(`${date}T12:00:00Z`);
    const seconds = businessTimeBetween(calendar, new Date(noon - 3 * DAY), new Date(noon + 3 * DAY));
    expect(seconds).toBe(hours * 3600);
  });

  it('is open around the clock without a calendar', () => {
    expect(addBusinessTime(null, '2026-01-25T10:00:00Z', 90)).toEqual(new Date('2026-01-25T10:01:30Z'));
    expect(businessTimeBetween(null, '2026-01-25T10:01:30Z', '2026-01-25T10:00:00Z')).toBe(-90);
  });

  it.each([
    ['no zone', () => addBusinessTime(office, '2026-01-19T09:30:00', 1), 'invalid_instant', 'start'],
    ['no time', () => businessTimeBetween(office, new Date(), new Date(Number.NaN)), 'invalid_instant', 'to'],
    ['no number', () => addBusinessTime(office, new Date(), Number.NaN), 'invalid_seconds', 'seconds'],
    [
      'a calendar that never opens',
      () => addBusinessTime({ timeZone: 'UTC', weekly: {} }, '2026-01-19T09:30:00Z', 1),
      'never_open',
      'calendar',
    ],
    [
      'more than the only open day',
      () =>
        addBusinessTime(
          { timeZone: 'UTC', weekly: {}, overrides: { '2026-01-20': [['09:00', '10:00']] } },
          '2026-01-19T09:30:00Z',
          3601,
        ),
      'never_open',
      'calendar',
    ],
    ['far away', () => businessTimeBetween(office, '1850-01-01T00:00:00Z', new Date()), 'out_of_range', 'instant'],
  ])('refuses %s', (_name, act, code, field) => {
    expect(act).toThrow(expect.objectContaining({ name: 'SlaError', code, field }));
  });

  it('crosses a century at the cost of a day', () => {
    const centuries = () => businessTimeBetween(office, '1950-01-01T00:00:00Z', '2150-01-01T00:00:00Z');
    const seconds = centuries();
    expect(addBusinessTime(office, '1950-01-01T00:00:00Z', seconds).getTime()).toBeLessThan(Date.UTC(2150, 0));
    const started = performance.now();
    for (let round = 0; round < 20_000; round += 1) centuries();
    // Walking 73,000 days 20,000 times takes minutes; searching takes tens of milliseconds.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'America/Caracas',
];

/** Instants right around which some of the zones change, so that short ranges meet a change often. */
const CHANGES = [
  '2026-03-08T07:00:00Z',
  '2026-11-01T06:00:00Z',
  '2018-11-04T03:00:00Z',
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-02-15T02:00:00Z',
  '2026-04-23T22:00:00Z',
  '2026-04-04T15:00:00Z',
  '2011-12-30T10:00:00Z',
  '2016-05-01T07:00:00Z',
].map((at) => Date.parse(at));

const clockText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const anyDay = (grain: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 / grain }), { maxLength: 6 })
    .map((edges) => edges.sort((a, b) => a - b).map((edge) => clockText(edge * grain)))
    .map((edges): Interval[] =>
      edges.flatMap((edge, index) => {
        const next = edges[index + 1];
        return index % 2 === 0 && next !== undefined ? [[edge, next] as const] : [];
      }),
    );

const anyCalendar = (around: number, grain = 1): fc.Arbitrary<Calendar> =>
  fc.record({
    timeZone: fc.constantFrom(...ZONES),
    weekly: fc.dictionary(fc.constantFrom(...WEEKDAYS), anyDay(grain)),
    overrides: fc.dictionary(
      fc.integer({ min: -3, max: 3 }).map((day) => new Date(around + day * DAY).toISOString().slice(0, 10)),
      anyDay(grain),
    ),
  });

const anyCase = fc.constantFrom(...CHANGES).chain((change) =>
  fc.record({
    calendar: anyCalendar(change),
    from: fc.integer({ min: -2 * 1440, max: 1440 }).map((minutes) => change + minutes * MINUTE),
    length: fc.integer({ min: 0, max: 2 * 1440 }),
  }),
);

describe('against a naive oracle', () => {
  it('agrees minute by minute around changes of the clock', () => {
    fc.assert(
      fc.property(anyCase, ({ calendar, from, length }) => {
        const to = from + length * MINUTE;
        expect(businessTimeBetween(calendar, new Date(from), new Date(to))).toBe(naiveBetween(calendar, from, to));
      }),
      { numRuns: 200 },
    );
  });

  it('agrees hour by hour over years', () => {
    fc.assert(
      fc.property(anyCalendar(Date.UTC(2026, 5, 1), 60), fc.integer({ min: 0, max: 40_000 }), (any, hours) => {
        const calendar = { ...any, timeZone: 'America/New_York' };
        const from = Date.UTC(2024, 0, 3, 5);
        const to = from + hours * 60 * MINUTE;
        const expected = naiveBetween(calendar, from, to, 60 * MINUTE);
        expect(businessTimeBetween(calendar, new Date(from), new Date(to))).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('adds up, and swaps its sign with its ends', () => {
    const instant = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) }).map((ms) => new Date(ms));
    fc.assert(
      fc.property(anyCalendar(Date.UTC(2026, 5, 1)), instant, instant, instant, (calendar, a, b, c) => {
        const whole = businessTimeBetween(calendar, a, c);
        const parts = businessTimeBetween(calendar, a, b) + businessTimeBetween(calendar, b, c);
        expect(parts).toBeCloseTo(whole, 3);
        expect(businessTimeBetween(calendar, c, a)).toBeCloseTo(-whole, 6);
      }),
    );
  });

  it('has addBusinessTime as its exact inverse, at the first such instant', () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 1, max: 4 * 86_400_000 }), ({ calendar, from }, amount) => {
        fc.pre(Object.values(calendar.weekly).some((day) => day.length > 0));
        const start = new Date(from);
        const end = addBusinessTime(calendar, start, amount / 1000);
        expect(businessTimeBetween(calendar, start, end)).toBe(amount / 1000);
        const justBefore = new Date(end.getTime() - 1);
        expect(businessTimeBetween(calendar, start, justBefore)).toBe((amount - 1) / 1000);
      }),
      { numRuns: 300 },
    );
  });

  it('counts back as its exact inverse, at the last such instant', () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 1, max: 4 * 86_400_000 }), ({ calendar, from }, amount) => {
        fc.pre(Object.values(calendar.weekly).some((day) => day.length > 0));
        const start = new Date(from);
        const end = addBusinessTime(calendar, start, -amount / 1000);
        expect(businessTimeBetween(calendar, end, start)).toBe(amount / 1000);
        const justAfter = new Date(end.getTime() + 1);
        expect(businessTimeBetween(calendar, justAfter, start)).toBe((amount - 1) / 1000);
      }),
      { numRuns: 300 },
    );
  });
});

it('takes a whole week of whole days as the week it is', () => {
  const calendar = { timeZone: 'Asia/Kolkata', weekly: everyDay(allDay) };
  expect(businessTimeBetween(calendar, '2026-01-01T00:00:00Z', '2026-01-08T00:00:00Z')).toBe(7 * 86_400);
});
