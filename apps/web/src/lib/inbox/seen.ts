/**
 * Positions of the event log, by conversation: up to which this browser has it, and up to which the agent has seen it.
 * The latter travels with a reply, so that the server can say when something arrived that the writer had not read.
 */
const arrived = new Map<string, number>();
const seen = new Map<string, number>();

const raise = (positions: Map<string, number>, id: string, position: number): void => {
  if (position > (positions.get(id) ?? -1)) positions.set(id, position);
};

/** An answer or an event brought the conversation up to this position. */
export const noteArrived = (conversationId: string, position: number): void => raise(arrived, conversationId, position);

/** The agent has all in view that this browser has. */
export function markSeen(conversationId: string): void {
  const position = arrived.get(conversationId);
  if (position !== undefined) raise(seen, conversationId, position);
}

export const seenPosition = (conversationId: string): number | undefined => seen.get(conversationId);
