import type { Desk } from '../people/desk.ts';
import { expect, test } from '../people/test.ts';

const long = (what: string) => Array.from({ length: 90 }, (_, line) => `${what}, line ${line + 1}`).join('\n\n');
const html = (what: string) =>
  Array.from({ length: 90 }, (_, line) => `<p style="margin:12px 0">${what}, line ${line + 1}</p>`).join('');

/** How far below the top of the thread something stands. */
async function below(agent: Desk, what: { boundingBox: () => Promise<{ y: number } | null> }): Promise<number> {
  const [thread, box] = [await agent.messages.boundingBox(), await what.boundingBox()];
  return box && thread ? box.y - thread.y : Number.NaN;
}

const atEnd = (agent: Desk) =>
  agent.messages.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);

for (const [kind, body] of [
  ['plain', (what: string) => ({ text: long(what) })],
  ['HTML', (what: string) => ({ html: html(what) })],
] as const) {
  test(`a ${kind} mail taller than the screen opens at its top, unread and when it was read`, async ({
    desk,
    customers,
  }) => {
    const agent = await desk('supervisor');
    const [tara, other] = [customers.meet('Tara Menon'), customers.meet('Uma Nair')];
    const subject = `The whole story, ${kind}`;
    await customers.send({ from: `${tara.person.name} <${tara.person.email}>`, subject, ...body('Story') });
    await other.mail({ subject: 'Short', text: 'Only this.' });
    // While the pointer is on the list, new rows wait.
    await expect(agent.row(other)).toBeVisible();
    await agent.open(tara);
    const mail = agent.messagesFrom(tara);
    await expect(mail).toHaveCount(1);
    await expect.poll(() => below(agent, mail)).toBeGreaterThan(0);
    expect(await below(agent, mail)).toBeLessThan(120);
    await expect(agent.row(tara)).not.toContainText('unread');
    expect(await atEnd(agent)).toBeGreaterThan(500);

    await agent.open(other);
    await expect(agent.messagesFrom(other)).toContainText('Only this.');
    await agent.open(tara);
    await expect(mail).toHaveCount(1);
    await expect.poll(() => below(agent, mail)).toBeGreaterThan(-1);
    expect(await below(agent, mail)).toBeLessThan(120);

    // Nothing came meanwhile: what lies below the screen holds no answer back.
    await agent.answer('Thank you for the story.');
    await tara.waitForMail(({ text }) => text.includes('Thank you for the story.'));
  });
}

test('a chat opens at the first unread message, at the end when all of it was read', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const [veda, other] = [customers.meet('Veda Rao'), customers.meet('Wali Khan')];
  for (let line = 1; line <= 40; line += 1) await veda.write(`Line ${line} of a chat`);
  await other.write('Only this.');
  // While the pointer is on the list, new rows wait.
  await expect(agent.row(other)).toBeVisible();
  await expect(agent.row(veda)).toContainText('40 unread');
  await agent.open(veda);
  const divider = agent.messages.getByText('40 new messages');
  await expect(divider).toBeVisible();
  expect(await below(agent, divider)).toBeLessThan(80);
  await expect(agent.row(veda)).not.toContainText('unread');
  await agent.open(other);
  await expect(agent.messagesFrom(other)).toContainText('Only this.');
  await agent.open(veda);
  await expect(agent.messagesFrom(veda).last()).toContainText('Line 40');
  expect(await atEnd(agent)).toBeLessThan(5);
});
