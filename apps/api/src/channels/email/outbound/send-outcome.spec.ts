import { freePort } from '@switchboard/local-stack';
import { SmtpSink } from '@switchboard/simulator';
import { createTransport } from 'nodemailer';
import { failureOf, isSilence, outcomeOf, type SmtpError } from './send-outcome.ts';

describe('a try that failed', () => {
  it.each([
    [
      '421 at the greeting',
      { code: 'EPROTOCOL', responseCode: 421, response: '421 Too busy' },
      'later',
      '421 Too busy',
    ],
    [
      '450 for the recipient',
      { code: 'EENVELOPE', responseCode: 450, response: '450 Greylisted' },
      'later',
      '450 Greylisted',
    ],
    [
      '451 after the mail',
      { code: 'EMESSAGE', responseCode: 451, response: '451 Local error' },
      'later',
      '451 Local error',
    ],
    [
      'a sign-in that is refused for the moment',
      { code: 'EAUTH', responseCode: 454, response: '454 Later' },
      'later',
      '454 Later',
    ],
    [
      '550 for the recipient',
      { code: 'EENVELOPE', responseCode: 550, response: '550 Nobody' },
      'refused',
      '550 Nobody',
    ],
    ['552 after the mail', { code: 'EMESSAGE', responseCode: 552, response: '552 Full' }, 'refused', '552 Full'],
    ['a broken line', { code: 'ECONNECTION', message: 'closed' }, 'later', 'The connection to the mail server broke.'],
    ['a slow greeting', { code: 'ETIMEDOUT', message: 'Greeting' }, 'later', 'The mail server did not answer in time.'],
    ['a fault without a name', new Error('Pool was closed'), 'later', 'Pool was closed'],
  ])('%s', (_name, error, kind, words) => {
    expect(failureOf(error)).toEqual({ kind, words });
  });

  it('is held where the mailbox may not sign in: other mails would fare no better', () => {
    const held = { kind: 'held', words: '535 No', isRemembered: false };
    expect(failureOf({ code: 'EAUTH', responseCode: 535, response: '535 No' })).toEqual(held);
  });

  it('is tried again when one of several recipients wants to be asked again', () => {
    const rejectedErrors = [
      { responseCode: 550, response: '550 Nobody', recipient: 'a@example.test' },
      { responseCode: 450, response: '450 Later', recipient: 'b@example.test' },
    ];
    const error = { code: 'EENVELOPE', responseCode: 550, response: '550 Nobody', rejectedErrors };
    expect(failureOf(error)).toEqual({ kind: 'later', words: '450 Later' });
  });
});

it('what some took and others did not goes on to those who want to be asked again only', () => {
  const nobody = { responseCode: 550, response: '550 Nobody', recipient: 'a@example.test' };
  const later = { responseCode: 450, response: '450 Later', recipient: 'b@example.test' };
  const refusals = [{ address: 'a@example.test', words: '550 Nobody' }];
  expect(outcomeOf([])).toEqual({ kind: 'handed', refusals: [] });
  expect(outcomeOf([nobody])).toEqual({ kind: 'handed', refusals });
  expect(outcomeOf([nobody, later])).toEqual({
    kind: 'partly',
    refusals,
    pending: ['b@example.test'],
    words: '450 Later',
  });
});

describe('a server', () => {
  const sink = new SmtpSink({ faultFor: () => ({ at: 'dropped' }) });
  beforeAll(() => sink.start());
  afterAll(() => sink.stop());

  const failureAt = (port: number): Promise<SmtpError> =>
    createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
      .sendMail({ from: 'support@demo.test', to: 'asha@example.test', text: 'Hello' })
      .then(
        () => {
          throw new Error('It was taken.');
        },
        (error: SmtpError) => error,
      );

  it('that nobody runs is silent', async () => {
    expect(isSilence(await failureAt(await freePort()))).toBe(true);
  });

  it('that breaks off in the middle of a mail is there for the next', async () => {
    const error = await failureAt(sink.port);
    expect(failureOf(error)).toEqual({ kind: 'later', words: 'The connection to the mail server broke.' });
    expect(isSilence(error)).toBe(false);
  });
});
