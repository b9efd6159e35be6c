import type { Page } from '@playwright/test';

const PATIENCE_MILLISECONDS = 120_000;

/** What is on the page and in the mails on it. */
interface Swept {
  /** Two letters and three digits, e.g. `bd017`: that payload stands there, as body, name, …. */
  marks: string[];
  /** Elements, attributes and addresses that have no place where they are. */
  illegal: string[];
}

/**
 * Sweeps while it scrolls through something, around and around, until all marks were seen.
 *
 * @param scroller what is scrolled, as a selector; the element itself or the first one within that scrolls
 * @param press the beginning of what is written on buttons that are pressed on the way
 * @returns what had no place where it was
 * @throws with the marks that never came into sight
 */
export async function sweepThrough(
  page: Page,
  scroller: string,
  expected: string[],
  press: string | null = null,
): Promise<string[]> {
  const missing = new Set(expected);
  const illegal = new Set<string>();
  const until = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const swept = await page.evaluate(look);
    for (const mark of swept.marks) missing.delete(mark);
    for (const what of swept.illegal) illegal.add(what);
    if (press) await page.evaluate(pressAll, press);
    if (missing.size === 0) return [...illegal];
    if (Date.now() > until) throw new Error(`Never on the screen: ${[...missing].slice(0, 20).join(', ')}`);
    await page.evaluate(scroll, scroller);
  }
}

/** In the page. */
function pressAll(text: string): void {
  for (const button of document.querySelectorAll('button'))
    if (button.textContent?.trim().startsWith(text)) button.click();
}

/** In the page: one screen further, or back to the beginning; resolves when that has been painted. */
async function scroll(selector: string): Promise<void> {
  const root = document.querySelector(selector);
  const candidates = root ? [root, ...root.querySelectorAll('*')] : [];
  const scroller = candidates.find(
    (element) =>
      element.scrollHeight > element.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(element).overflowY),
  );
  if (scroller) {
    const height = scroller.scrollHeight;
    const atEnd = scroller.scrollTop + scroller.clientHeight >= height - 2;
    // At the end more may be under way.
    const until = Date.now() + 2000;
    if (atEnd) {
      while (scroller.scrollHeight === height && Date.now() < until) await new Promise(requestAnimationFrame);
    }
    const isLast = atEnd && scroller.scrollHeight === height;
    scroller.scrollTop = isLast ? 0 : scroller.scrollTop + scroller.clientHeight * 0.8;
  }
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
}

/** In the page. */
function look(): Swept {
  const marks = new Set<string>();
  const illegal = new Set<string>();
  const addresses = [
    'href',
    'src',
    'srcset',
    'action',
    'formaction',
    'data',
    'poster',
    'background',
    'ping',
    'xlink:href',
  ];
  const foreign =
    'script,style,link,meta,base,form,input,button,textarea,select,iframe,frame,object,embed,applet,svg,math,video,audio,source,template,noscript,dialog,portal';
  const read = (text: string | null) => {
    for (const [mark] of (text ?? '').matchAll(/[a-z]{2}\d{3}(?!\d)/g)) marks.add(mark);
  };
  const isFine = (name: string, value: string, isMail: boolean): boolean => {
    const address = value.trim();
    if (name === 'href')
      return isMail
        ? /^(?:https?|mailto|tel):/i.test(address)
        : /^(?:https?:|mailto:|tel:|#|\/)/i.test(address) || (!isMail && address.startsWith('blob:'));
    if (name === 'src') {
      const isOwn =
        URL.canParse(address, location.href) && new URL(address, location.href).hostname === location.hostname;
      return isOwn || /^(?:data:image\/(?:png|jpe?g|gif|webp)|blob:)/i.test(address);
    }
    return false;
  };
  const inspect = (root: Document, isMail: boolean) => {
    read(root.body?.textContent);
    for (const element of root.body?.querySelectorAll('*') ?? []) {
      const tag = element.localName;
      if (isMail && element.matches(foreign)) illegal.add(`<${tag}> in a mail`);
      if (!isMail && tag === 'iframe' && element.getAttribute('title') !== 'Mail') illegal.add('a frame of its own');
      for (const { name, value } of element.attributes) {
        if (name.startsWith('on')) illegal.add(`<${tag} ${name}>`);
        if (addresses.includes(name) && (isMail || tag !== 'use') && !isFine(name, value, isMail))
          illegal.add(`<${tag} ${name}="${value.slice(0, 80)}">`);
        if (
          isMail &&
          name === 'style' &&
          /url\s*\(|[\\@]|expression|position\s*:\s*(?:fixed|sticky|absolute)/i.test(value)
        )
          illegal.add(`<${tag} style="${value.slice(0, 80)}">`);
        if (isMail && (name === 'srcdoc' || name === 'data-remote-src')) illegal.add(`<${tag} ${name}>`);
      }
    }
  };
  inspect(document, false);
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.contentDocument) inspect(frame.contentDocument, true);
  }
  return { marks: [...marks], illegal: [...illegal] };
}
