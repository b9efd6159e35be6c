import { useEffect, useState } from 'react';

const left = (until: number) => Math.max(0, Math.ceil((until - Date.now()) / 1000));

/** Whole seconds until a moment (milliseconds since 1970), counted down. */
export function useSecondsLeft(until: number): number {
  const [seconds, setSeconds] = useState(() => left(until));
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left(until)), 250);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}

/** A line that counts the seconds down. Who hears the page hears it once. */
export function Countdown({ text, until }: { text: string; until: number }) {
  const seconds = useSecondsLeft(until);
  return (
    <span>
      {text} <span aria-hidden className="tabular-nums">{`in ${seconds} s`}</span>
    </span>
  );
}
