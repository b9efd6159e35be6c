interface SendTime {
  label: string;
  at: Date;
}

const MORNING = 9;
const MONDAY = 1;

const morning = (now: Date, days: number): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);

/** The times that are usually meant, by the clock of this machine. */
export function sendTimes(now: Date): SendTime[] {
  const untilMonday = (MONDAY - now.getDay() + 7) % 7 || 7;
  return [
    ...(now.getHours() < MORNING ? [{ label: 'This morning, 9:00', at: morning(now, 0) }] : []),
    { label: 'Tomorrow, 9:00', at: morning(now, 1) },
    ...(untilMonday > 1 ? [{ label: 'Monday, 9:00', at: morning(now, untilMonday) }] : []),
  ];
}
