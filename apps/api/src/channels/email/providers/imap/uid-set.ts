/**
 * A set of numbers as IMAP writes it (RFC 9051, `sequence-set`): neighbours as a range, so that the command for a whole
 * folder is a few bytes long, and neither side compiles or reads a list of thousands.
 *
 * @param uids ascending, at least one
 */
export function uidSet(uids: number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const uid of uids) {
    const last = ranges.at(-1);
    if (last && uid === last.to + 1) last.to = uid;
    else ranges.push({ from: uid, to: uid });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}:${to}`)).join(',');
}
