import { invitationOf } from './invitation.ts';

const calendar = (method: string, ...event: string[]) =>
  ['BEGIN:VCALENDAR', `METHOD:${method}`, 'BEGIN:VEVENT', ...event, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');

it('is read with its zone, folded lines, escapes and an alarm within', () => {
  expect(
    invitationOf(
      calendar(
        'REQUEST',
        'DTSTART;TZID=India Standard Time:20261201T093000',
        'DTEND;TZID=Asia/Kolkata:20261201T103000',
        'SUMMARY:Cups\\, plates\\nand sau',
        ' cers',
        'LOCATION:Room 1\\; second floor',
        'ORGANIZER;CN="Rao: Asha":MAILTO:Asha@Example.test',
        'BEGIN:VALARM',
        'DTSTART:19700101T000000Z',
        'SUMMARY:alarm',
        'END:VALARM',
        'RRULE:FREQ=WEEKLY',
      ),
      null,
    ),
  ).toEqual({
    method: 'REQUEST',
    title: 'Cups, plates\nand saucers',
    place: 'Room 1; second floor',
    organiser: { address: 'asha@example.test', name: 'Rao: Asha' },
    start: '2026-12-01T04:00:00.000Z',
    end: '2026-12-01T05:00:00.000Z',
    isAllDay: false,
    repeats: true,
    answer: null,
  });
});

it.each([
  ['DTSTART;TZID=W. Europe Standard Time:20260701T100000', '2026-07-01T08:00:00.000Z'],
  ['DTSTART;TZID=W. Europe Standard Time:20261201T100000', '2026-12-01T09:00:00.000Z'],
  ['DTSTART;TZID=America/New_York:20261101T013000', '2026-11-01T05:30:00.000Z'],
  ['DTSTART:20261201T093000Z', '2026-12-01T09:30:00.000Z'],
  ['DTSTART;VALUE=DATE:20261224', '2026-12-24T00:00:00.000Z'],
  ['DTSTART;TZID=Nowhere:20261201T093000', '2026-12-01T09:30:00.000Z'],
])('%s begins at %s', (line, start) => {
  expect(invitationOf(calendar('REQUEST', line), null)?.start).toBe(start);
});

const customized = [
  'BEGIN:VTIMEZONE',
  'TZID:Customized Time Zone',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const within = (zone: string[], ...event: string[]) =>
  calendar('REQUEST', ...event).replace('BEGIN:VEVENT', `${zone.join('\r\n')}\r\nBEGIN:VEVENT`);
const at = (time: string) => `DTSTART;TZID="Customized Time Zone":${time}`;
const changed = (from: string, to: string) => customized.map((line) => line.replace(from, to));

it.each([
  ['in winter', customized, '20260115T100000', '2026-01-15T09:00:00.000Z'],
  ['in summer', customized, '20260715T100000', '2026-07-15T08:00:00.000Z'],
  ['before summer time', customized, '20260329T015959', '2026-03-29T00:59:59.000Z'],
  ['from summer time', customized, '20260329T030000', '2026-03-29T01:00:00.000Z'],
  ['before its end', customized, '20261025T015959', '2026-10-24T23:59:59.000Z'],
  ['after its end', customized, '20261025T030000', '2026-10-25T02:00:00.000Z'],
  ['by the nth of a month', changed('-1SU;BYMONTH=3', '2SU;BYMONTH=3'), '20260310T100000', '2026-03-10T08:00:00.000Z'],
  [
    'by days of a month',
    changed('-1SU;BYMONTH=3', 'SU;BYMONTHDAY=8,9,10,11,12,13,14;BYMONTH=3'),
    '20260307T100000',
    '2026-03-07T09:00:00.000Z',
  ],
  [
    'by days of a month, later',
    changed('-1SU;BYMONTH=3', 'SU;BYMONTHDAY=8,9,10,11,12,13,14;BYMONTH=3'),
    '20260310T100000',
    '2026-03-10T08:00:00.000Z',
  ],
  [
    'where summer time was given up',
    changed('-1SU;BYMONTH=3', '-1SU;BYMONTH=3;UNTIL=20200401T000000Z'),
    '20260715T100000',
    '2026-07-15T09:00:00.000Z',
  ],
  [
    'without rules',
    customized
      .filter((line) => !line.startsWith('RRULE'))
      .slice(0, 6)
      .concat('END:STANDARD', 'END:VTIMEZONE'),
    '20260715T100000',
    '2026-07-15T09:00:00.000Z',
  ],
  [
    'by dates',
    changed('RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3', 'RDATE:20250330T020000,20260330T020000'),
    '20260330T020000',
    '2026-03-30T00:00:00.000Z',
  ],
])('a zone that the calendar brings along counts: %s', (_name, zone, time, start) => {
  const invitation = invitationOf(within(zone, at(time)), null);
  expect(invitation?.start).toBe(start);
  expect(invitation).not.toHaveProperty('clocksOf');
});

it.each([
  ['that is nowhere', [], 'DTSTART;TZID=Customized Time Zone:20261201T093000', 'Customized Time Zone'],
  [
    'whose rules are of no known form',
    changed('FREQ=YEARLY', 'FREQ=MONTHLY'),
    at('20261201T093000'),
    'Customized Time Zone',
  ],
  ['without a name', [], 'DTSTART:20261201T093000', ''],
])('of a zone %s the time is what its clocks show', (_name, zone, line, clocksOf) => {
  const invitation = invitationOf(within(zone, line, 'DURATION:PT1H'), null);
  expect(invitation).toMatchObject({ start: '2026-12-01T09:30:00.000Z', end: '2026-12-01T10:30:00.000Z', clocksOf });
  expect(invitationOf(within(zone, line, 'DTEND:20261201T093000Z'), null)?.end).toBeNull();
});

it('a known name goes before rules of the calendar, and the zone of the calendar for a time without one', () => {
  const kolkata = changed('Customized Time Zone', 'Asia/Kolkata');
  expect(invitationOf(within(kolkata, 'DTSTART;TZID=Asia/Kolkata:20261201T093000'), null)?.start).toBe(
    '2026-12-01T04:00:00.000Z',
  );
  expect(invitationOf(within(['X-WR-TIMEZONE:Asia/Kolkata'], 'DTSTART:20261201T093000'), null)?.start).toBe(
    '2026-12-01T04:00:00.000Z',
  );
});

it('lasts as long as it says, is called off, is answered', () => {
  expect(invitationOf(calendar('REQUEST', 'DTSTART:20261201T093000Z', 'DURATION:PT1H30M'), null)?.end).toBe(
    '2026-12-01T11:00:00.000Z',
  );
  expect(invitationOf(calendar('REQUEST', 'DTSTART:20261201T093000Z', 'STATUS:CANCELLED'), null)?.method).toBe(
    'CANCEL',
  );
  const reply = calendar('REPLY', 'DTSTART:20261201T093000Z', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.test');
  expect(invitationOf(reply, null)).toMatchObject({ method: 'REPLY', answer: 'ACCEPTED' });
});

it.each([
  '',
  'BEGIN:VCALENDAR',
  calendar('REQUEST', 'SUMMARY:no time'),
  calendar('REQUEST', 'DTSTART:99999999T999999'),
])('is none where there is no time: %s', (text) => {
  expect(invitationOf(text, null)).toBeNull();
});
