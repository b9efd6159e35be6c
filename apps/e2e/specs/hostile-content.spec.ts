import { conversations, type Client, type Conversation } from '@switchboard/contracts';
import { sendLetters, sendSubjects, writeChats } from '../hostile/deliveries.ts';
import { hostilePayloads } from '../hostile/payloads.ts';
import { sweepThrough } from '../hostile/sweep.ts';
import { watch } from '../hostile/watch.ts';
import { expect, test } from '../people/test.ts';

const letter = `
<p>Please look at this</p>
<script>parent.pwned('script')</script>
<img src="x" onerror="pwned('onerror')"><img src="x" onerror="parent.pwned('parent onerror')">
<svg onload="pwned('svg')"><script>pwned('svg script')</script><a xlink:href="javascript:pwned('svg link')"><text y="20">svg link</text></a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwned('mxss')&gt;">
</table></mtext></math>
<a href="javascript:pwned('link')">plain javascript</a> <a href=" &#1;JaVaScRiPt:pwned('case')">disguised javascript</a>
<a href="data:text/html,<script>opener.pwned('data')</script>">data page</a>
<iframe src="javascript:parent.parent.pwned('iframe')"></iframe>
<iframe srcdoc="<script>top.pwned('srcdoc')</script>"></iframe><iframe src="https://evil.test/frame"></iframe>
<object data="https://evil.test/object"></object><embed src="https://evil.test/embed">
<form action="https://evil.test/form"><input name="a" autofocus onfocus="pwned('focus')"><button>Submit the form</button></form>
<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test/refresh">
<link rel="stylesheet" href="https://evil.test/link.css"><link rel="preload" as="image" href="https://evil.test/preload.png">
<style>@import url(https://evil.test/import.css); body { background: url(https://evil.test/body.png) }</style>
<div style="background-image:url(https://evil.test/inline.png);width:expression(pwned('expression'))">styled</div>
<div style="background:u\\72l(https://evil.test/escaped.png);-moz-binding:url(https://evil.test/xbl)">styled too</div>
<table background="https://evil.test/table.png"><tr><td background="https://evil.test/cell.png">cell</td></tr></table>
<img src="https://evil.test/pixel.png" alt="pixel"><img srcset="https://evil.test/srcset.png 1x" alt="set">
<picture><source srcset="https://evil.test/source.png"><img src="/relative.png" alt="relative"></picture>
<video src="https://evil.test/video.mp4" poster="https://evil.test/poster.png" autoplay></video><audio src="https://evil.test/audio.mp3" autoplay></audio>
<input type="image" src="https://evil.test/input.png"><details open ontoggle="pwned('toggle')"><summary>more</summary></details>
<a href="https://evil.test/ping-target" ping="https://evil.test/ping">a real link</a>
<div style="position:fixed;inset:0;background:red;z-index:99999">curtain</div>
<marquee onstart="pwned('marquee')">m</marquee><p onmouseover="pwned('mouse')">The end</p>`;

test('a hostile mail runs nothing and calls nobody until its images are asked for', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const { ran, left } = await watch(agent);
  const mallory = customers.meet(`Mallory <svg onload=pwned('sender')>`);
  const { name, email } = mallory.person;
  await customers.send({
    from: { name, address: email },
    subject: `"><img src=x onerror=pwned('subject')><script>pwned('subject')</script>`,
    html: letter,
    attachments: [
      {
        filename: `"><img src=x onerror=pwned('file')>.html`,
        content: `<script>opener.pwned('attachment')</script>`,
        contentType: 'text/html',
      },
      {
        filename: 'picture.svg',
        content: `<svg xmlns="http://www.w3.org/2000/svg" onload="pwned('svg file')"/>`,
        contentType: 'image/svg+xml',
      },
    ],
  });
  await agent.open(mallory);
  await expect(agent.conversation.getByRole('heading', { level: 2 })).toContainText(
    `<script>pwned('subject')</script>`,
  );
  const mail = agent.messages.frameLocator('iframe[title="Mail"]');
  await expect(mail.getByText('Please look at this')).toBeVisible();
  await expect(mail.getByText('The end')).toBeVisible();

  await mail.getByText('The end').hover();
  for (const link of ['plain javascript', 'disguised javascript', 'data page']) await mail.getByText(link).click();
  await expect(mail.locator('a[href]')).toHaveText(['a real link']);
  await expect(
    mail.locator(
      'script, style:not(head style), form, input, iframe, object, embed, svg, base, link, meta[http-equiv=refresh]',
    ),
  ).toHaveCount(0);
  await expect(mail.locator('xpath=//*[@*[starts-with(name(), "on")]]')).toHaveCount(0);
  // The curtain covers its own frame at most.
  await agent.reply.click();
  await expect(agent.reply).toBeFocused();
  expect({ ran, left }).toEqual({ ran: [], left: [] });

  for (const file of await agent.messages.getByRole('listitem').getByRole('link').all()) {
    const answer = await agent.page.request.get((await file.getAttribute('href')) ?? '');
    expect(answer.headers()).toMatchObject({
      'content-disposition': expect.stringMatching(/^attachment/) as unknown,
      'x-content-type-options': 'nosniff',
    });
  }

  await agent.messages.getByRole('button', { name: /^Show images/ }).click();
  await expect(mail.getByRole('img', { name: 'pixel' })).toBeVisible();
  await expect.poll(() => left).toEqual(['https://evil.test/pixel.png']);
  expect(ran).toEqual([]);
});

test('hostile chat text, names and files are shown as they are written', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const { ran, left } = await watch(agent);
  const mallory = customers.meet(`<img src=x onerror=pwned('name')>`);
  const text = `<img src=x onerror=pwned('chat')> *<b onclick=pwned('b')>bold</b>* javascript:pwned('bare') [x](javascript:pwned('md'))`;
  await mallory.write(text);
  await mallory.write(`https://evil.test/"onmouseover="pwned('attribute') _<script>pwned(2)</script>_`);
  await mallory.sendFile({
    content: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>pwned('svg')</script></svg>`),
    contentType: 'image/svg+xml',
    filename: `"><img src=x onerror=pwned('file')>.svg`,
  });
  await agent.open(mallory);
  await expect(agent.messagesFrom(mallory).first()).toContainText(`<img src=x onerror=pwned('chat')>`);
  await expect(agent.messagesFrom(mallory)).toHaveCount(3);
  await expect(agent.messagesFrom(mallory).getByRole('link').first()).toHaveAttribute('href', 'https://evil.test/');
  await agent.messagesFrom(mallory).getByRole('link').first().hover();
  await agent.page.keyboard.press('/');
  await agent.page.getByRole('combobox').fill('onerror');
  await expect(agent.page.getByRole('dialog').getByRole('option').first()).toContainText('onerror');
  expect({ ran, left }).toEqual({ ran: [], left: [] });
});

const nothing = { ran: [], left: [] };

test('hundreds of payloads in bodies, subjects, names, file names and chats run nothing and call nobody', async ({
  desk,
  customers,
  admin,
  portal,
}) => {
  // A minute on a machine that does nothing else.
  test.setTimeout(900_000);
  const payloads = hostilePayloads();
  expect(new Set(payloads.map(({ html }) => html)).size).toBeGreaterThanOrEqual(400);
  const agent = await desk('supervisor');
  const { page } = agent;
  const { ran, left, images } = await watch(agent);

  // They come in while the agent looks on, and each is announced, until the next one is.
  const announced = page
    .getByText(/^New message from [^]*[a-z]{2}\d{3} /)
    .waitFor({ state: 'attached', timeout: 180_000 });
  const [letters, rows, chats] = await Promise.all([
    sendLetters(customers, payloads),
    sendSubjects(customers, payloads),
    writeChats(customers, payloads),
  ]);
  await announced;
  const isTheirs = ({ subject }: Conversation) => /^sj\d{3} /.test(subject ?? '');
  await expect
    .poll(async () => (await everyConversation(admin)).filter(isTheirs).length, { timeout: 180_000 })
    .toBe(payloads.length);
  await page.setViewportSize({ width: 1440, height: 4000 });
  const ofList = await sweepThrough(page, 'section[aria-label=Conversations]', rows);
  expect({ illegal: ofList, ran, left }).toEqual({ illegal: [], ...nothing });

  const known = await everyConversation(admin);
  const thread = '[role=region][aria-label=Messages]';
  for (const { is, marks } of [...chats, ...letters]) {
    await page.goto(`${portal.webUrl}/inbox?view=all&conversation=${known.find(is)?.id}`);
    const illegal = await sweepThrough(page, thread, marks);
    expect({ illegal, ran, left }).toEqual({ illegal: [], ...nothing });
  }

  // Once more, and now every picture is asked for.
  const illustrated = letters.filter(({ pictures }) => pictures.length > 0);
  for (const { is, marks } of illustrated) {
    await page.goto(`${portal.webUrl}/inbox?view=all&conversation=${known.find(is)?.id}`);
    await sweepThrough(page, thread, marks, 'Show images');
  }
  expect(ran).toEqual([]);
  const asked = illustrated.flatMap(({ pictures }) => pictures);
  expect(asked).not.toEqual([]);
  expect(images).toEqual(expect.arrayContaining(asked));
  expect(left).toEqual(images);
});

test('payloads in templates and in the ledger run nothing and call nobody', async ({ desk, customers, portal }) => {
  test.setTimeout(200_000);
  const payloads = hostilePayloads().filter((_, index) => index % 8 === 0);
  const { interakt } = customers.simulator;
  for (const { number, html } of payloads) {
    interakt.templates.add({
      name: `tn${number} ${html}`,
      body: `tb${number} ${html}`,
      footer: `tf${number} ${html}`,
      buttons: JSON.stringify([{ type: 'QUICK_REPLY', text: `tt${number} ${html}`.slice(0, 25) }]),
    });
    // Not a number: it is refused with a reason that repeats it.
    await interakt.webhooks.send({
      version: '1.0',
      type: 'message_received',
      data: {
        customer: { channel_phone_number: `rs${number} ${html}`, traits: { name: html } },
        message: { id: `refused-${number}-${interakt.options.slug}`, message_content_type: 'Text', message: html },
      },
    });
  }
  const agent = await desk('admin');
  const { page } = agent;
  const { ran, left } = await watch(agent);
  await page.setViewportSize({ width: 1440, height: 4000 });

  await page.goto(`${portal.webUrl}/admin/whatsapp`);
  const number = page
    .getByRole('listitem')
    .filter({ hasText: `/webhooks/interact/${interakt.options.slug}` })
    .first();
  await number.getByRole('button', { name: 'Templates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Message templates' });
  await dialog.getByRole('button', { name: 'Fetch from Interakt' }).click();
  const templates = payloads.flatMap((payload) => [`tn${payload.number}`, `tb${payload.number}`]);
  const ofTemplates = await sweepThrough(page, '[role=dialog]', templates);
  expect({ illegal: ofTemplates, ran, left }).toEqual({ illegal: [], ...nothing });

  await page.goto(`${portal.webUrl}/admin/ledger?status=rejected`);
  const reasons = payloads.map((payload) => `rs${payload.number}`);
  const ofLedger = await sweepThrough(page, '[role=region][aria-label=Entries]', reasons, 'Show older');
  for (const entry of (await page.getByRole('button', { name: /^Show entry/ }).all()).slice(0, 12)) {
    await entry.click();
    const shown = page.getByRole('dialog', { name: /^Entry/ });
    await expect(shown).toContainText('message_received');
    ofLedger.push(...(await sweepThrough(page, '[role=dialog]', [])));
    await page.keyboard.press('Escape');
  }
  expect({ illegal: ofLedger, ran, left }).toEqual({ illegal: [], ...nothing });
});

async function everyConversation(client: Client): Promise<Conversation[]> {
  const found: Conversation[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client(conversations.list, { query: { status: 'any', limit: 200, cursor } });
    found.push(...page.items);
    if (!page.nextCursor) return found;
    cursor = page.nextCursor;
  }
}
