/**
 * What is wrong with text that is no JSON, in words that may be shown: the parser's own quote the text, and a password
 * with it.
 */
export function jsonFault(error: unknown): string {
  const place = error instanceof Error ? /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message) : null;
  return place ? `not valid JSON (${place[0]})` : 'not valid JSON';
}
