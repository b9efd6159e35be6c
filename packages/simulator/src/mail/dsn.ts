import { randomUUID } from 'node:crypto';

/** A recipient as the sender gave it to the server (RFC 3461). */
export interface DsnRecipient {
  address: string;
  /** `success`, `failure`, `delay` or `never`; empty where the sender said nothing. */
  notify: string[];
  /** With its type, as `rfc822;asha@example.test`; null where the sender gave none. */
  originalRecipient: string | null;
}

/** What the sender of a mail asked to be told of it. */
export interface DsnRequest {
  /** Where reports go. */
  from: string;
  envelopeId: string | null;
  recipients: DsnRecipient[];
}

const actions = {
  delivered: { askedAs: 'success', fields: ['Status: 2.0.0'] },
  failed: { askedAs: 'failure', fields: ['Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 Nobody of that name'] },
  delayed: { askedAs: 'delay', fields: ['Status: 4.4.1', 'Diagnostic-Code: smtp; 450 4.4.1 Nobody answers'] },
};

/** The parameters of a MAIL command. */
export function mailParameters(line: string): Omit<DsnRequest, 'recipients'> {
  return { from: /<([^>]*)>/.exec(line)?.[1] ?? '', envelopeId: parameter(line, 'ENVID') };
}

/** The parameters of a RCPT command. */
export function recipientParameters(line: string): DsnRecipient {
  return {
    address: /<([^>]*)>/.exec(line)?.[1] ?? '',
    notify: parameter(line, 'NOTIFY')?.toLowerCase().split(',') ?? [],
    originalRecipient: parameter(line, 'ORCPT'),
  };
}

/**
 * What a server that follows RFC 3461 writes to the sender of a mail: about each recipient of whom they asked to be
 * told this, and under the name that they gave it.
 *
 * @returns MIME; null where nobody asked
 */
export function deliveryReport(
  { messageId, dsn }: { messageId: string; dsn: DsnRequest },
  action: keyof typeof actions,
): string | null {
  const { askedAs, fields } = actions[action];
  const about = dsn.recipients.filter(({ notify }) => notify.includes(askedAs));
  if (about.length === 0) return null;
  const status = [
    [...(dsn.envelopeId ? [`Original-Envelope-Id: ${dsn.envelopeId}`] : []), 'Reporting-MTA: dns; mx.example.test'],
    ...about.map(({ address, originalRecipient }) => [
      ...(originalRecipient ? [`Original-Recipient: ${originalRecipient}`] : []),
      `Final-Recipient: rfc822;${address}`,
      `Action: ${action}`,
      ...fields,
    ]),
  ];
  return [
    'From: Mail Delivery System <mailer-daemon@mx.example.test>',
    `To: ${dsn.from}`,
    `Message-ID: <${randomUUID()}@mx.example.test>`,
    `Subject: Delivery report`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    'This is what became of your mail.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    ...status.flatMap((block) => [...block, '']),
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    '--b--',
    '',
  ].join('\r\n');
}

/** Decoded from xtext. */
function parameter(line: string, name: string): string | null {
  const value = new RegExp(` ${name}=(\\S+)`, 'i').exec(line)?.[1];
  return value?.replaceAll(/\+([0-9A-F]{2})/g, (_all, hex: string) => String.fromCodePoint(parseInt(hex, 16))) ?? null;
}
