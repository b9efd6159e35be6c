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
