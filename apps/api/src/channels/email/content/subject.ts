// What mail programs put before the subject of an answer, in the languages they speak.
const ANSWERS = [
  're|aw|antw|antwort|sv|vs|r|rif|rép|rép\\.|res|odp|odg|vá|ynt|yan|bls|balas|tl|trả lời',
  'отв|ответ|відп|на|απ|σχετ|ตอบ|ตอบกลับ|השב|תגובה|رد|回复|回覆|答复|答覆|返信|回復|답장|회신',
].join('|');
// What marks a forwarded mail. No flag makes an i of the Turkish İ.
const FORWARDS = [
  'fwd?|wg|wtr|tr|rv|enc|i|vl|vb|doorst|videresendt|pd|[iİ]lt|fs|tov|prosl|trs',
  'пересл|πρθ|העבר|转发|轉寄|轉發|転送|전달',
].join('|');
// Around right-to-left words stand marks that nobody sees.
const GAP = '[\\s\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]*';
/** What gateways put before every subject, such as [EXTERNAL]. */
const TAG = new RegExp(`^${GAP}\\[[^\\]]{1,40}\\]`);
const ANSWER = new RegExp(
  `^((?:${GAP}\\[[^\\]]{1,40}\\])*)${GAP}(?:${ANSWERS})${GAP}(?:[[(^]\\d{1,4}[\\])]?)?${GAP}[:：]`,
  'iu',
);
const FORWARDED = new RegExp(`^${GAP}(?:${FORWARDS})${GAP}[:：]`, 'iu');

/** Whether it is worded as an answer to another mail. */
export function isAnswerSubject(subject: string): boolean {
  return ANSWER.test(subject.normalize('NFC'));
}

/** Without what marks an answer, however often; case is kept, and so are the tags of gateways. */
export function bareSubject(subject: string): string {
  let bare = subject.normalize('NFC');
  while (ANSWER.test(bare)) bare = bare.replace(ANSWER, '$1');
  return bare.replaceAll(/\s+/g, ' ').trim();
}

/** What the mails of one thread have in common, in lower case; null where nothing is left. */
export function threadSubject(subject: string | null): string | null {
  let bare = bareSubject(subject ?? '');
  for (;;) {
    const shorter = bareSubject(bare.replace(FORWARDED, '').replace(TAG, ''));
    if (shorter === bare) return bare === '' ? null : bare.toLowerCase();
    bare = shorter;
  }
}
