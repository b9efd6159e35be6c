import { expect, test } from '../people/test.ts';

test('a campaign stands in the conversation, closed until the customer answers; answers to a workflow grow', async ({
  desk,
  customers,
}) => {
  const mira = customers.meet('Mira Joshi');
  const { webhooks } = customers.simulator.interakt;
  const customer = { channel_phone_number: mira.person.phone.slice(1), traits: { name: mira.person.name } };
  const now = () => new Date().toISOString().replace('Z', '000');
  await webhooks.send({
    type: 'message_campaign_delivered',
    timestamp: now(),
    data: {
      customer,
      message: {
        id: `campaign-${mira.person.phone}`,
        chat_message_type: 'CampaignMessage',
        received_at_utc: now(),
        delivered_at_utc: now(),
        message_content_type: 'Template',
        is_template_message: true,
        message: 'Spring bulbs are *here*',
        meta_data: {},
      },
    },
  });
  const agent = await desk('supervisor');
  await agent.page.goto(`${new URL(agent.page.url()).origin}/inbox?view=all&status=any`);
  await agent.open(mira);
  const sent = agent.messages.getByRole('article').filter({ hasText: 'Spring bulbs are here' });
  await expect(sent).toContainText('Campaign');
  await expect(sent.getByText('Delivered')).toBeAttached();
  await expect(agent.page.getByText('The customer has not written by WhatsApp yet.')).toBeVisible();
  await expect(agent.page.getByRole('button', { name: 'Choose a template' })).toBeEnabled();

  await mira.write('Do you ship them to Goa?');
  await expect(agent.page.getByText(/WhatsApp closes in 23 h/)).toBeVisible();
  await expect(agent.reply).toBeVisible();

  const answers = [
    { question: { message: 'What would you like?' }, answer: { id: 'a1', message: 'Tulips' } },
    { question: { message: 'How many?' }, answer: { id: 'a2', message: 'Twenty' } },
  ];
  for (const step of [1, 2]) {
    await webhooks.send({
      type: 'workflow_response_update',
      timestamp: now(),
      data: {
        id: `workflow-${mira.person.phone}`,
        customer_number: mira.person.phone,
        workflow_title: 'Order form',
        data: answers.slice(0, step),
      },
    });
    const form = agent.messagesFrom(mira).filter({ hasText: 'Answers to “Order form”' });
    await expect(form.getByRole('definition')).toHaveText(['Tulips', 'Twenty'].slice(0, step));
  }
});

test('what the customer said of being written to is recorded with its reason, and no template goes out', async ({
  desk,
  customers,
}) => {
  const omar = customers.meet('Omar Sheikh');
  await omar.write('Please no more offers');
  const agent = await desk('supervisor');
  await agent.open(omar);
  await agent.page.getByRole('button', { name: /consent for/ }).click();
  const dialog = agent.page.getByRole('dialog', { name: 'May we write here?' });
  await expect(dialog).toContainText('agreed to be written to');
  await dialog.getByRole('radio', { name: 'Do not write to me' }).check();
  await dialog.getByRole('textbox', { name: 'How do we know?' }).fill('Wrote so today');
  await dialog.getByRole('button', { name: 'Record' }).click();
  await expect(agent.page.getByRole('button', { name: /^Opted out: consent for/ })).toBeVisible();
});
