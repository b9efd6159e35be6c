const rules: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/^Too small: expected string to have >=1 char/, () => 'This is missing.'],
  [/^Too small: expected string to have >=(\d+) char/, ([, count]) => `Write at least ${count} characters.`],
  [/^Too big: expected string to have <=(\d+) char/, ([, count]) => `Write at most ${count} characters.`],
  [/^Too small: expected number to be >=(-?\d+)/, ([, least]) => `At least ${least}.`],
  [/^Too big: expected number to be <=(-?\d+)/, ([, most]) => `At most ${most}.`],
  [/^Invalid email/, () => 'This is not an e-mail address.'],
  [/^Invalid URL/, () => 'This is not a web address.'],
  [/^Invalid input: expected \w+, received (?:undefined|null|NaN)/, () => 'This is missing.'],
  [/^Invalid/, () => 'This is not right.'],
];

/** A validator's message as one would say it. */
export function plainWords(message: string): string {
  for (const [pattern, say] of rules) {
    const match = pattern.exec(message);
    if (match) return say(match);
  }
  return message.charAt(0).toUpperCase() + message.slice(1);
}
