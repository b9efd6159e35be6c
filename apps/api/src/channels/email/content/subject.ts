// What mail programs put before the subject of an answer, in the languages they speak.
const ANSWER =
  /^\s*(?:re|aw|antw|antwort|sv|vs|rif|res|odp|ynt|回复|回覆|答复|答覆|返信|답장|отв|ответ|απ)\s*(?:[[(]\d+[\])])?\s*[:：]/iu;

/** Whether it is worded as an answer to another mail. */
export function isAnswerSubject(subject: string): boolean {
  return ANSWER.test(subject);
}

/** Without what marks an answer, however often; case is kept. */
export function bareSubject(subject: string): string {
  let bare = subject;
  while (ANSWER.test(bare)) bare = bare.replace(ANSWER, '');
  return bare.replaceAll(/\s+/g, ' ').trim();
}

// What marks a forwarded mail, and what gateways put before every subject, such as [EXTERNAL].
const FORWARDED =
  /^\s*(?:fwd?|wg|wtr|tr|rv|enc|i|vl|vb|doorst|videresendt|pd|ilt|fs|转发|轉寄|轉發|転送|전달|пересл|fw)\s*[:：]/iu;
const TAG = /^\s*\[[^\]]{1,40}\]/;

/** What the mails of one thread have in common, in lower case; null where nothing is left. */
export function threadSubject(subject: string | null): string | null {
  let bare = bareSubject(subject ?? '');
  for (;;) {
    const shorter = bareSubject(bare.replace(FORWARDED, '').replace(TAG, ''));
    if (shorter === bare) return bare === '' ? null : bare.toLowerCase();
    bare = shorter;
  }
}
