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
