import { isSignedBy } from './interakt-signature.ts';
import { parseWebhook, readWebhook } from './interakt-webhook.ts';
import exchanges from './fixtures/exchanges.json' with { type: 'json' };

const bytes = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));
const { golden } = exchanges;

describe('the signature', () => {
  const request = (signature: string | null, query = {}, body = golden.rawBody, header = 'interakt-signature') => ({
    headers: signature === null ? {} : { [header]: signature },
    query,
    body: Buffer.from(body),
  });

  it.each([
    ['fits the published example', request(golden.signature), true],
    ['is known by its other name', request(golden.signature, {}, golden.rawBody, 'x-interakt-signature'), true],
    ['is over the bytes, not over what they mean', request(golden.signature, {}, `${golden.rawBody} `), false],
    ['must be whole', request(golden.signature.slice(0, -1)), false],
    ['is not replaced by the secret when it is wrong', request('sha256=00', { secret: golden.secret }), false],
    ['may be absent where the secret is in the query', request(null, { secret: golden.secret }), true],
    ['may not be absent where the secret comes twice', request(null, { secret: [golden.secret, 'b'] }), false],
    ['may not be absent otherwise', request(null), false],
    ['may not be absent with another secret', request(null, { secret: 'other' }), false],
  ])('%s', (_what, given, expected) => {
    expect(isSignedBy(golden.secret, given)).toBe(expected);
  });
});

describe('what a webhook becomes', () => {
  it('reads a text with its number, name and time', () => {
    expect(parseWebhook(Buffer.from(golden.rawBody))).toMatchObject([
      {
        kind: 'message',
        externalId: 'e8ff0ab7-b8f9-443a-9482-000000000001',
        phone: '+919000000001',
        name: 'Ramesh K',
        text: 'Thank you',
        contentType: 'text',
        at: new Date('2022-06-03T05:57:57.359Z'),
        media: null,
      },
    ]);
  });

  it.each([
    [
      'a choice from a list',
      exchanges.received_list_reply,
      { text: 'Order status', contentType: 'list_reply', media: null },
    ],
    [
      'a picture with its caption',
      exchanges.received_image,
      {
        text: 'leaf photo',
        contentType: 'image',
        media: {
          url: 'https://interaktprodmediastorage.blob.example/image.jpeg',
          filename: 'image.jpeg',
          contentType: 'image/jpeg',
        },
      },
    ],
  ])('reads %s', (_what, body, expected) => {
    expect(parseWebhook(bytes(body))).toMatchObject([{ kind: 'message', ...expected }]);
  });

  it.each([
    ['sent', exchanges.api_sent, { to: 'sent', at: new Date('2022-06-03T06:00:00.100Z'), error: null }],
    ['delivered', exchanges.api_delivered, { to: 'delivered', at: new Date('2022-06-03T06:00:02Z') }],
    ['read', exchanges.api_read, { to: 'read', at: new Date('2022-06-03T06:05:00Z') }],
    ['failed', exchanges.api_failed, { to: 'failed', error: 'The number is not on WhatsApp (1013)' }],
    ['a tap on a link', exchanges.api_clicked_cta, { to: 'read' }],
    ['a tap on a quick reply', exchanges.api_clicked_quick_reply, { to: 'read' }],
  ])('reads the status %s', (_what, body, expected) => {
    expect(parseWebhook(bytes(body))).toMatchObject([
      { kind: 'status', externalId: 'cb6dba51-9571-4a2e-98c4-000000000010', messageId: null, ...expected },
    ]);
  });

  it('finds our id in what the provider gives back', () => {
    const body = structuredClone(exchanges.api_sent);
    body.data.message.meta_data.source_data.callback_data = '01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60';
    expect(parseWebhook(bytes(body))).toMatchObject([{ messageId: '01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60' }]);
  });

  it('reads the statuses of campaigns with the message they are about', () => {
    expect(parseWebhook(bytes(exchanges.campaign_delivered))).toMatchObject([
      {
        kind: 'status',
        to: 'delivered',
        messageId: null,
        sent: { origin: 'campaign', phone: '+919000000001', name: 'Ramesh K', text: 'Thank you' },
      },
    ]);
  });

  it('reads a status that says nothing of whom it went to', () => {
    const status = { type: 'message_campaign_read', data: { message: { id: 'x' } } };
    expect(parseWebhook(bytes(status))).toMatchObject([{ kind: 'status', sent: null }]);
  });

  it.each([
    ['values without the words', { message: '[{"type":"body","parameters":[{"text":"A1"},{"text":"B2"}]}]' }, 'A1 B2'],
    ['words without the values', { raw_template: '{"name":"x","body":"Hello {{1}}"}', message: '' }, 'Hello {{1}}'],
    ['neither', { raw_template: '{broken', message: 'as it is' }, 'as it is'],
  ])('reads a template of others that has %s', (_what, change, text) => {
    const { customer, message } = exchanges.api_sent.data;
    const body = {
      type: 'message_api_sent',
      data: { customer, message: { ...message, raw_template: null, ...change } },
    };
    expect(parseWebhook(bytes(body))).toMatchObject([{ sent: { text, contentType: 'template' } }]);
  });

  it.each([
    ['has no id', { customer_number: '91', data: [{ answer: 'x' }] }],
    ['has no number', { id: 'w', data: [{ answer: 'x' }] }],
    ['has no answers', { id: 'w', customer_number: '919000000001', data: [{ question: 'x' }] }],
    ['is nonsense', { id: 7, customer_number: {}, data: 'x' }],
  ])('ignores a workflow that %s', (_what, data) => {
    expect(parseWebhook(bytes({ type: 'workflow_response_update', data }))).toMatchObject([{ kind: 'ignored' }]);
  });

  it('reads account and template events, without stumbling over their flat data', () => {
    const kinds = exchanges.account_and_template_events.map((body) => {
      expect(readWebhook(bytes(body)).kind).toBe('event');
      return parseWebhook(bytes(body)).map(({ kind }) => kind);
    });
    expect(kinds.flat()).toEqual([
      'account',
      'account',
      'account',
      'account',
      'template_status',
      'template_performance',
    ]);
  });

  it('reads account and template events that say nothing', () => {
    for (const { type } of exchanges.account_and_template_events) {
      for (const data of [{}, null, [], { event: 7, reason: {} }]) {
        expect(parseWebhook(bytes({ type, data }))).toHaveLength(1);
      }
    }
  });

  const message = (changed: object, customer: object = { channel_phone_number: '919000000001' }) =>
    parseWebhook(bytes({ type: 'message_received', data: { customer, message: { id: 'm1', ...changed } } }))[0];

  it.each([
    [
      'an older shape with a zone',
      { received_at_utc: '2022-06-03T05:57:57+0000' },
      {},
      { at: new Date('2022-06-03T05:57:57Z') },
    ],
    ['a time that is none', { received_at_utc: 'yesterday' }, {}, { at: null }],
    ['a number in two parts', {}, { country_code: '+91', phone_number: '9000000001' }, { phone: '+919000000001' }],
    ['a national number', {}, { phone_number: '9000000001' }, { phone: '9000000001' }],
    ['an unnamed customer', {}, { channel_phone_number: '1', traits: { name: ' ' } }, { name: null }],
    ['text that PostgreSQL cannot keep', { message: 'a\u0000b\ud800' }, {}, { text: 'ab\uFFFD' }],
    [
      'a place',
      { message_content_type: 'Location', message: '{"name":"Farm","latitude":12.5,"longitude":"77.1"}' },
      {},
      { text: 'Farm\n12.5, 77.1', contentType: 'location' },
    ],
    [
      'a contact with its number',
      {
        message_content_type: 'Contact',
        message: '[{"name":{"formatted_name":"Ravi"},"phones":[{"phone":"+919000000002","type":"CELL"}]}]',
      },
      {},
      { text: 'Ravi\n+919000000002', contentType: 'contact' },
    ],
    [
      'several contacts, also where they are no text',
      {
        message_content_type: 'Contacts',
        message: [
          { name: { first_name: 'Ravi', last_name: 'K' }, phones: [{ wa_id: '919000000002' }, { phone: '+44 20' }] },
          { name: 'Mill', org: { company: 'Mill Ltd' }, emails: [{ email: 'mill@example.test' }], phones: 7 },
        ],
      },
      {},
      { text: 'Ravi K\n919000000002\n+44 20\n\nMill\nMill Ltd\nmill@example.test' },
    ],
    ['a contact that is no JSON', { message_content_type: 'Contact', message: 'Ravi' }, {}, { text: 'Ravi' }],
    [
      'an order with its items',
      {
        message_content_type: 'Order',
        message: JSON.stringify({
          catalog_id: '1',
          text: 'By Friday, please',
          product_items: [
            { product_retailer_id: 'CUP-1', quantity: 2, item_price: 120.5, currency: 'INR' },
            { product_retailer_id: 'LID-1' },
          ],
        }),
      },
      {},
      { text: 'By Friday, please\n2 × CUP-1, INR 120.5 each\n1 × LID-1', contentType: 'order' },
    ],
    [
      'an order that says nothing of what was ordered',
      { message_content_type: 'Order', message: '{"catalog":1}' },
      {},
      { text: '', contentType: 'order' },
    ],
    [
      'a reaction',
      { message_content_type: 'Reaction', message: '{"emoji":"👍","message_id":"x"}' },
      {},
      { text: '👍', contentType: 'reaction' },
    ],
    [
      'something new, of which only programs are told',
      { message_content_type: 'Poll', message: '{"question_id":"7"}' },
      {},
      { text: '', contentType: 'poll' },
    ],
    [
      'a title that PostgreSQL cannot keep',
      {
        message_content_type: 'InteractiveButtonReply',
        message: JSON.stringify({ type: 'button_reply', button_reply: { id: '1', title: 'Y\0es\ud800' } }),
      },
      {},
      { text: 'Yes\uFFFD', contentType: 'button_reply' },
    ],
    [
      'a button',
      {
        message_content_type: 'InteractiveButtonReply',
        message: '{"type":"button_reply","button_reply":{"id":"1","title":"Yes"}}',
      },
      {},
      { text: 'Yes', contentType: 'button_reply' },
    ],
    [
      'a reply that is not JSON',
      { message_content_type: 'InteractiveListReply', message: '{broken' },
      {},
      { text: '{broken', contentType: 'list_reply' },
    ],
    [
      'a file whose address says nothing',
      { message_content_type: 'Document', media_url: 'nonsense' },
      {},
      {
        contentType: 'document',
        media: { url: 'nonsense', filename: 'document', contentType: 'application/octet-stream' },
      },
    ],
    [
      'a type nobody knows',
      { message_content_type: 'Hologram', message: 'x' },
      {},
      { text: 'x', contentType: 'hologram' },
    ],
    [
      'fields of the wrong type',
      { message: 7, message_content_type: [], media_url: {}, channel_error_code: {} },
      {},
      { text: '', contentType: 'text' },
    ],
  ])('reads %s', (_what, changed, customer, expected) => {
    expect(message(changed, Object.keys(customer).length > 0 ? customer : undefined)).toMatchObject({
      kind: 'message',
      ...expected,
    });
  });

  it('ignores a message that has no id, or no number', () => {
    expect(message({ id: '' })).toMatchObject({ kind: 'ignored' });
    expect(message({}, {})).toMatchObject({ kind: 'ignored' });
  });

  it('has one key for each thing that happened', () => {
    const key = (body: object) => readWebhook(bytes(body));
    expect(key(exchanges.received_text_signed)).toMatchObject({
      externalId: 'msg:e8ff0ab7-b8f9-443a-9482-000000000001',
    });
    expect(key(exchanges.api_sent)).not.toEqual(key(exchanges.api_read));
    const workflow = (last: string) =>
      key({ type: 'workflow_response_update', data: { id: 'w', responses: [{ id: 'a' }, { id: last }] } });
    expect(workflow('b')).toMatchObject({ externalId: 'workflow:w:b' });
    expect(workflow('b')).not.toEqual(workflow('c'));
    expect(key({ type: 'Webhook Test' })).toEqual({ kind: 'ping' });
  });
});
