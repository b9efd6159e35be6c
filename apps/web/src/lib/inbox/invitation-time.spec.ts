import { invitationTime } from './invitation-time.ts';

const appointment = { start: '2026-12-01T04:00:00.000Z', end: '2026-12-01T05:00:00.000Z', isAllDay: false };

it('is in the zone of the viewer, and says which', () => {
  expect(invitationTime(appointment, 'Asia/Kolkata')).toMatch(/Dec.*09:30.*10:30.*GMT\+5:30|IST/);
  expect(invitationTime(appointment, 'America/New_York')).toMatch(/Nov.*23:00.*|Nov 30.*23:00/);
});

it('of a whole day is that day everywhere, of several their first and last', () => {
  const day = { start: '2026-12-24T00:00:00.000Z', end: '2026-12-25T00:00:00.000Z', isAllDay: true };
  expect(invitationTime(day, 'America/New_York')).toContain('24');
  expect(invitationTime(day)).not.toContain('25');
  expect(invitationTime({ ...day, end: '2026-12-27T00:00:00.000Z' })).toMatch(/24.*26/);
});

it('of a zone that nobody knows is what its clocks show, and names it', () => {
  const shown = invitationTime({ ...appointment, clocksOf: 'Customized Time Zone' }, 'Asia/Kolkata');
  expect(shown).toMatch(/04:00.*05:00.*\(Customized Time Zone\)$/);
  expect(invitationTime({ ...appointment, clocksOf: '' }, 'Asia/Kolkata')).toMatch(/04:00.*\(local time\)$/);
});
