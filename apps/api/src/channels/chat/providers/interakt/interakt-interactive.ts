import type { OutboundInteractive } from '../../chat-provider.ts';

/** Type and data of a message with buttons or a list, in the form that Interakt hands on to WhatsApp. */
export function toInteractive(text: string, { header, footer, choices }: OutboundInteractive): object {
  const around = {
    ...(header ? { header: { type: 'text', text: header } } : {}),
    body: { text },
    ...(footer ? { footer: { text: footer } } : {}),
  };
  if ('buttons' in choices) {
    const buttons = choices.buttons.map((title, at) => ({ type: 'reply', reply: { id: `button_${at + 1}`, title } }));
    return { type: 'InteractiveButton', data: { message: { type: 'button', ...around, action: { buttons } } } };
  }
  const { button, rows } = choices.list;
  const sections: { title: string; rows: object[] }[] = [];
  for (const [at, { title, description, section }] of rows.entries()) {
    const heading = section ?? button;
    let into = sections.find((one) => one.title === heading);
    if (!into) sections.push((into = { title: heading, rows: [] }));
    into.rows.push({ id: `row_${at + 1}`, title, ...(description ? { description } : {}) });
  }
  return {
    type: 'InteractiveList',
    data: { message: { type: 'list', ...around, action: { button, sections } } },
  };
}
