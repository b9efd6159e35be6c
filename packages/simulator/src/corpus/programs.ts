import type { Language } from './languages.ts';

/** A mail as the one that quotes it sees it. */
export interface Quoted {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly at: Date;
  /** Lines of its text. */
  readonly lines: readonly string[];
}

/** A reply as its mail program writes it. */
export interface Reply {
  readonly text: string;
  readonly html: string;
  /** What its writer wrote, without the signature and the quote. */
  readonly written: string;
}

interface Draft {
  readonly language: Language;
  readonly lines: readonly string[];
  readonly name: string;
  readonly quoted: Quoted;
}

type Program = (draft: Draft) => { text: string; html: string };

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const divs = (lines: readonly string[]) => lines.map((line) => `<div>${escaped(line) || '<br>'}</div>`).join('');
const marked = (lines: readonly string[]) => lines.map((line) => `> ${line}`.trimEnd()).join('\n');
const who = ({ from }: Quoted) => `${from.name} <${from.address}>`;

function longDate({ at }: Quoted, { code }: Language): string {
  return new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Kolkata' }).format(
    at,
  );
}

function wrote({ language, quoted }: Draft): string {
  return language.wrote.replace('{date}', longDate(quoted, language)).replace('{who}', who(quoted));
}

function headLines({ language, quoted }: Draft): string[] {
  const [from, sent, to, subject] = language.headers;
  return [
    `${from}: ${who(quoted)}`,
    `${sent}: ${longDate(quoted, language)}`,
    `${to}: ${quoted.to}`,
    `${subject}: ${quoted.subject}`,
  ];
}

/** The eight ways mail programs quote the mail they answer. */
export const programs = {
  gmail(draft) {
    const { lines, quoted } = draft;
    return {
      text: `${lines.join('\n')}\n\n${wrote(draft)}\n\n${marked(quoted.lines)}\n`,
      html: `<div dir="ltr">${divs(lines)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${escaped(wrote(draft))}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${divs(quoted.lines)}</blockquote></div>`,
    };
  },
  outlookDesktop(draft) {
    const { lines, quoted, language } = draft;
    return {
      text: `${lines.join('\r\n')}\r\n\r\n-----${language.originalMessage}-----\r\n${headLines(draft).join('\r\n')}\r\n\r\n${quoted.lines.join('\r\n')}\r\n`,
      html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="EN-US"><div class="WordSection1">${lines.map((line) => `<p class="MsoNormal">${escaped(line)}<o:p></o:p></p>`).join('')}<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">${headLines(
        draft,
      )
        .map((line) => `<b>${escaped(line.replace(/:.*/, ':'))}</b>${escaped(line.replace(/^[^:]*:/, ''))}`)
        .join(
          '<br>',
        )}<o:p></o:p></p></div></div>${quoted.lines.map((line) => `<p class="MsoNormal">${escaped(line)}</p>`).join('')}</div></body></html>`,
    };
  },
  outlookWeb(draft) {
    const { lines, quoted } = draft;
    return {
      text: `${lines.join('\n')}\n\n________________________________\n${headLines(draft).join('\n')}\n\n${quoted.lines.join('\n')}\n`,
      html: `<div style="font-family:Aptos,Calibri,sans-serif;font-size:12pt;color:rgb(0,0,0)" class="elementToProof">${divs(lines)}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">${headLines(draft).map(escaped).join('<br>')}</font><div>&nbsp;</div></div><div>${divs(quoted.lines)}</div>`,
    };
  },
  appleMail(draft) {
    const { lines, quoted } = draft;
    return {
      text: `${lines.join('\n')}\n\n> ${wrote(draft)}\n> \n${marked(quoted.lines)}\n\n`,
      html: `<html><head></head><body style="overflow-wrap: break-word;">${divs(lines)}<div><br><blockquote type="cite"><div>${escaped(wrote(draft))}</div><br class="Apple-interchange-newline"><div>${divs(quoted.lines)}</div></blockquote></div><br></body></html>`,
    };
  },
  thunderbird(draft) {
    const { lines, quoted, name } = draft;
    return {
      text: `${lines.join('\n')}\n\n${wrote(draft)}\n${marked(quoted.lines)}\n\n-- \n${name}\n`,
      html: `<html><head></head><body><p>${lines.map(escaped).join('<br>')}</p><div class="moz-cite-prefix">${escaped(wrote(draft))}<br></div><blockquote type="cite" cite="mid:x@demo.test"><p>${quoted.lines.map(escaped).join('<br>')}</p></blockquote><div class="moz-signature">-- <br>${escaped(name)}</div></body></html>`,
    };
  },
  yahoo(draft) {
    const { lines, quoted } = draft;
    return {
      text: `${lines.join('\n')}\n\n    ${wrote(draft)}  \n \n ${quoted.lines.join('\n ')}  \n`,
      html: `<div class="ydp1 yahoo-style-wrap">${divs(lines)}</div><div id="ydp2yahoo_quoted_1" class="yahoo_quoted"><div>${escaped(wrote(draft))}</div><div><br></div><div>${divs(quoted.lines)}</div></div>`,
    };
  },
  proton(draft) {
    const { lines, quoted, language } = draft;
    return {
      text: `${lines.join('\n')}\n\n------- ${language.originalMessage} -------\n${wrote(draft)}\n\n${marked(quoted.lines)}\n`,
      html: `<div style="font-family: Arial, sans-serif; font-size: 14px;">${divs(lines)}</div><div class="protonmail_quote">------- ${language.originalMessage} -------<br>${escaped(wrote(draft))}<br><br><blockquote class="protonmail_quote" type="cite">${divs(quoted.lines)}</blockquote><br></div>`,
    };
  },
  phone(draft) {
    const { lines, quoted, language } = draft;
    return {
      text: `${lines.join('\n')}\n\n${language.sentFromPhone}\n\n-------- ${language.originalMessage} --------\n${headLines(draft).join('\n')}\n\n${quoted.lines.join('\n')}\n`,
      html: `<html><body dir="auto">${divs(lines)}<div><br></div><div dir="auto">${escaped(language.sentFromPhone)}</div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- ${language.originalMessage} --------</div>${headLines(
        draft,
      )
        .map((line) => `<div>${escaped(line)}</div>`)
        .join('')}<div><br></div></div>${divs(quoted.lines)}</body></html>`,
    };
  },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;
export const programNames = Object.keys(programs) as ProgramName[];

/** What a mail program makes of somebody's answer. */
export function replyBy(program: ProgramName, draft: Draft): Reply {
  return { ...programs[program](draft), written: draft.lines.join('\n') };
}
