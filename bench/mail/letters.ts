/** Every fifth mail answers one that came before it. */
const ANSWERS = 5;
/** Every twentieth carries a file. */
const WITH_FILE = 20;
const FILE_BYTES = 60_000;
const SENDERS = 1_200;
const LINE =
  'The parcel was promised for Tuesday, the tracking page has said "out for delivery" ever since, and nobody calls.';

/** Mail as a support address gets it: text beside HTML of some kilobytes, threads, now and then a file. */
export function* lettersOf(count: number): Generator<string> {
  for (let index = 0; index < count; index += 1) yield letter(index);
}

function letter(index: number): string {
  const sender = (index * 7919) % SENDERS;
  const isAnswer = index >= ANSWERS && index % ANSWERS === 0;
  const answered = index - ANSWERS + 1;
  const reference = isAnswer ? `In-Reply-To: ${idOf(answered)}\r\nReferences: ${idOf(answered)}\r\n` : '';
  const subject = `${isAnswer ? 'Re: ' : ''}Order ${100_000 + (isAnswer ? answered : index)} has not arrived`;
  const from = isAnswer ? (answered * 7919) % SENDERS : sender;
  const body = alternative(index);
  return [
    `Received: from mx.example.test (mx.example.test [192.0.2.${index % 250}]) by mail.demo.test; Fri, 20 Nov 2026 09:30:00 +0530`,
    `DKIM-Signature: v=1; a=rsa-sha256; d=example.test; s=mail; h=from:to:subject; b=${'c2lnbmF0dXJl'.repeat(20)}`,
    `From: Customer ${from} <customer${from}@example.test>`,
    'To: Support <support@demo.test>',
    `Subject: ${subject}`,
    `Message-ID: ${idOf(index)}`,
    `${reference}Date: Fri, 20 Nov 2026 09:30:00 +0530`,
    'MIME-Version: 1.0',
    ...(index % WITH_FILE === 0 ? withFile(body, index) : body),
    '',
  ].join('\r\n');
}

function idOf(index: number): string {
  return `<letter-${index}@example.test>`;
}

function alternative(index: number): string[] {
  const lines = Array.from({ length: 12 }, (_, line) => `${line + 1}. ${LINE}`);
  const html = lines.map((line) => `<p style="margin:0 0 12px;font-family:Arial,sans-serif;color:#222">${line}</p>`);
  return [
    `Content-Type: multipart/alternative; boundary="alternative-${index}"`,
    '',
    `--alternative-${index}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Hello, this is about order ${100_000 + index}.`,
    ...lines,
    '',
    `--alternative-${index}`,
    'Content-Type: text/html; charset=utf-8',
    '',
    `<html><body><p>Hello, this is about order ${100_000 + index}.</p>`,
    ...html,
    '</body></html>',
    `--alternative-${index}--`,
  ];
}

function withFile(body: string[], index: number): string[] {
  const file = Buffer.alloc(FILE_BYTES, `invoice ${index} `).toString('base64');
  return [
    `Content-Type: multipart/mixed; boundary="mixed-${index}"`,
    '',
    `--mixed-${index}`,
    ...body,
    `--mixed-${index}`,
    `Content-Type: application/pdf; name="invoice-${index}.pdf"`,
    `Content-Disposition: attachment; filename="invoice-${index}.pdf"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(file.match(/.{1,76}/g) ?? []),
    `--mixed-${index}--`,
  ];
}
