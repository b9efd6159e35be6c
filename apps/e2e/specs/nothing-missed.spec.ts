import { expect, test } from '../people/test.ts';

test('what came while the browser was offline is there when it is back', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const [mona, paul] = [customers.meet('Mona Iyer'), customers.meet('Paul Dsouza')];
  await mona.write('Before');
  await agent.open(mona);
  await agent.mark();

  await agent.page.context().setOffline(true);
  await expect(agent.banner).toContainText('You are offline');
  for (const line of ['First', 'Second', 'Third']) await mona.write(line);
  await paul.mail({ subject: 'Sent to a closed laptop', text: 'Hello' });
  await agent.answer('An answer without a line');
  await expect(agent.replySaying('An answer without a line').getByRole('alert')).toContainText('Not sent');

  await agent.page.context().setOffline(false);
  await expect(agent.banner.filter({ hasText: 'You are offline' })).toHaveCount(0);
  await expect(agent.messagesFrom(mona)).toHaveText([/Before/, /First/, /Second/, /Third/]);
  // Off the list: while the pointer is on it, new rows wait.
  await agent.messages.hover();
  await expect(agent.row(paul)).toContainText('Sent to a closed laptop');
  await agent.replySaying('An answer without a line').getByRole('button', { name: 'Try again' }).click();
  await agent.conversation.getByRole('button', { name: 'Send anyway' }).click();
  await mona.waitForChat(({ text }) => text === 'An answer without a line');
  expect(mona.chat.filter(({ from }) => from === 'business')).toHaveLength(1);
  await agent.expectNoReload();
});

test('a laptop that slept wakes to a line that lost messages, and catches up by itself', async ({
  desk,
  customers,
}) => {
  let asleep = false;
  const agent = await desk('supervisor', {}, async (page) => {
    await page.clock.install();
    await page.routeWebSocket(/\/socket\.io\//, (socket) => {
      const server = socket.connectToServer();
      // A line that is dead without either end having been told.
      socket.onMessage((message) => {
        if (!asleep) server.send(message);
      });
      server.onMessage((message) => {
        if (!asleep) socket.send(message);
      });
    });
  });
  const tom = customers.meet('Tom Varghese');
  await tom.write('Good night');
  await agent.open(tom);
  await agent.mark();

  asleep = true;
  await tom.write('Good morning');
  await tom.write('Are you up?');
  const control = await desk('agent');
  await expect(control.row(tom)).toContainText('Are you up?');
  await expect(agent.messagesFrom(tom)).toHaveCount(1);

  asleep = false;
  await agent.page.clock.fastForward('30:00');
  await expect(agent.messagesFrom(tom)).toHaveText([/Good night/, /Good morning/, /Are you up\?/]);
  await agent.expectNoReload();
});

test('older messages that a dead line swallowed are asked for again, and what comes meanwhile stays', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const [lena, paul] = [customers.meet('Lena Kurup'), customers.meet('Paul Dsouza')];
  for (let number = 1; number <= 60; number += 1) await lena.write(`Line ${number} of 60`);
  await paul.write('Somebody else');
  await expect(agent.row(paul)).toContainText('Somebody else');

  // The first two requests for the second page are never answered.
  let asked = 0;
  await agent.page.route(/\/messages\?cursor=/, async (route) => {
    asked += 1;
    if (asked > 2) await route.continue();
  });
  await agent.open(lena);
  await expect(agent.messagesFrom(lena).last()).toContainText('Line 60 of 60');
  const toTop = () => agent.messages.evaluate((element) => void (element.scrollTop = 0));
  await toTop();
  await expect.poll(() => asked).toBe(1);
  await lena.write('Written meanwhile');
  await expect(agent.row(lena)).toContainText('Written meanwhile');
  await agent.open(paul);
  await expect(agent.messagesFrom(paul)).toHaveText([/Somebody else/]);
  await agent.open(lena);
  await expect(agent.messagesFrom(lena).last()).toContainText('Written meanwhile');

  await toTop();
  await expect.poll(() => asked).toBe(2);
  await expect.poll(() => asked, { timeout: 40_000 }).toBe(3);
  await toTop();
  await expect(agent.messagesFrom(lena).first()).toContainText('Line 1 of 60');
});

test('what came while the very first list was on its way is in it', async ({ desk, customers }) => {
  const [early, late] = [customers.meet('Esha Rawat'), customers.meet('Lalit Jain')];
  const [ready, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const opening = desk('supervisor', {}, async (page) => {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"ready"')) ready.resolve();
      }),
    );
    let isFirst = true;
    await page.route(/\/conversations\?/, async (route) => {
      if (!isFirst) return route.continue();
      isFirst = false;
      // Read now, and told when it is old.
      const response = await route.fetch();
      await early.write('Before the line was there');
      await ready.promise;
      await late.write('While the list was on its way');
      await written.promise;
      await route.fulfill({ response });
    });
  });
  const control = await desk('admin');
  for (const one of [early, late]) await expect(control.row(one)).toBeVisible();
  written.resolve();
  const agent = await opening;
  for (const one of [early, late]) await expect(agent.row(one)).toBeVisible();
});
