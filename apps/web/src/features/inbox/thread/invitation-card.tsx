import type { Invitation } from '@switchboard/contracts';
import { CalendarCheck2, CalendarDays, CalendarX2, MapPin, Repeat, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { invitationTime } from '../../../lib/inbox/invitation-time.ts';

const answers: Record<string, string> = { ACCEPTED: 'Accepted', DECLINED: 'Declined', TENTATIVE: 'Maybe' };

const titles: Record<Invitation['method'], string> = {
  REQUEST: 'Invitation',
  PUBLISH: 'Appointment',
  ADD: 'Invitation',
  CANCEL: 'Called off',
  REPLY: 'Answer to an invitation',
  COUNTER: 'Another time is proposed',
  REFRESH: 'Asks for the latest version',
  DECLINECOUNTER: 'The other time was declined',
};

/** What the calendar part of a mail says, in the time of whoever looks at it. */
export function InvitationCard({ invitation }: { invitation: Invitation }) {
  const { method, title, place, organiser, repeats, answer } = invitation;
  const isOff = method === 'CANCEL';
  const Icon = isOff ? CalendarX2 : answer === 'ACCEPTED' ? CalendarCheck2 : CalendarDays;
  const said = answer ? answers[answer] : undefined;
  return (
    <section
      aria-label={titles[method]}
      className={`mb-3 flex max-w-lg gap-3 rounded-lg border bg-canvas px-3 py-2.5 text-sm ${isOff ? 'border-bad/50' : ''}`}
    >
      <Icon className={`mt-0.5 size-5 shrink-0 ${isOff ? 'text-bad' : 'text-accent-text'}`} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className={`text-xs font-medium ${isOff ? 'text-bad' : 'text-muted'}`}>
          {titles[method]}
          {said && `: ${said}`}
        </p>
        <h3 className={`font-medium break-words whitespace-pre-line ${isOff ? 'line-through' : ''}`}>
          {title ?? 'Without a title'}
        </h3>
        <p className="tabular-nums">{invitationTime(invitation)}</p>
        {repeats && <Fact icon={<Repeat />}>Repeats</Fact>}
        {place && <Fact icon={<MapPin />}>{place}</Fact>}
        {organiser && (
          <Fact icon={<UserRound />}>
            {organiser.name ? `${organiser.name} <${organiser.address}>` : organiser.address}
          </Fact>
        )}
      </div>
    </section>
  );
}

const Fact = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <p className="mt-0.5 flex items-start gap-1.5 text-xs break-words text-muted [&>svg]:mt-0.5 [&>svg]:size-3.5 [&>svg]:shrink-0">
    {icon}
    <span className="min-w-0 break-words">{children}</span>
  </p>
);
