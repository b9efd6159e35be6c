const WINDOW_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Until when WhatsApp takes free text: 24 hours after the customer last wrote. Null when the customer never did. */
export function windowEnd(lastInboundAt: Date | null): Date | null {
  return lastInboundAt && new Date(lastInboundAt.getTime() + WINDOW_MILLISECONDS);
}

export function isWindowOpen(lastInboundAt: Date | null, now: Date): boolean {
  const end = windowEnd(lastInboundAt);
  return end !== null && now < end;
}
