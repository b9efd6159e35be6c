export const TEXT =
  'Hello,\n\na new cup is on its way to you. It was sent today and should be there on Thursday.\n\nKind regards\nMeera';

const HTML = `<!doctype html><html><body>${TEXT.split('\n\n')
  .map((part) => `<p>${part.replaceAll('\n', '<br>')}</p>`)
  .join('')}</body></html>`;

export const addressOf = (mailbox: number) => `support${mailbox}@demo.test`;

/** The same mail as the portal makes of an answer. */
export function letterOf(mailbox: number, to: string, messageId: string) {
  return {
    messageId,
    from: { name: 'Support', address: addressOf(mailbox) },
    to: [{ name: to, address: to }],
    subject: 'Re: Cup',
    text: TEXT,
    html: HTML,
  };
}
