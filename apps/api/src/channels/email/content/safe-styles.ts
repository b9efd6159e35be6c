import { parse } from 'postcss';

const COLOUR = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s.,%]+\)$/i, /^[a-z]{3,24}$/i];
const LENGTHS = [/^(?:auto|0|-?\d*\.?\d+(?:px|em|rem|pt|%)?)(?:\s+(?:auto|0|-?\d*\.?\d+(?:px|em|rem|pt|%)?)){0,3}$/i];
const LENGTH = [/^(?:auto|0|\d*\.?\d+(?:px|em|rem|pt|%)?)$/i];
const WORD = [/^[a-z-]{2,24}$/i];
const BORDER = [/^[\d\s.a-z#%,()-]{1,80}$/i];
const FONT = [/^[\w\s,.'"-]{1,200}$/];

const styles: Record<string, RegExp[]> = {
  color: COLOUR,
  'background-color': COLOUR,
  'font-family': FONT,
  'font-size': [...LENGTH, ...WORD],
  'font-style': WORD,
  'font-weight': [/^(?:\d{3}|[a-z]+)$/i],
  'line-height': [/^\d*\.?\d+(?:px|em|rem|pt|%)?$/i, /^normal$/i],
  'letter-spacing': [/^-?\d*\.?\d+(?:px|em|rem|pt)?$/i, /^normal$/i],
  'text-align': WORD,
  'text-decoration': WORD,
  'text-transform': WORD,
  'vertical-align': [...LENGTH, ...WORD],
  'white-space': WORD,
  display: [/^(?:none|block|inline|inline-block|table|table-row|table-cell|list-item)$/i],
  'list-style-type': WORD,
  'border-collapse': WORD,
  'border-radius': LENGTHS,
  width: LENGTH,
  'max-width': LENGTH,
  'min-width': LENGTH,
  height: LENGTH,
  'max-height': LENGTH,
  margin: LENGTHS,
  padding: LENGTHS,
  border: BORDER,
};
for (const side of ['top', 'right', 'bottom', 'left']) {
  styles[`margin-${side}`] = LENGTH;
  styles[`padding-${side}`] = LENGTH;
  styles[`border-${side}`] = BORDER;
}

/**
 * Leaves of the style of an element what may be shown: of an allow-list of properties those of harmless values. Mails say
 * the same style again and again; it is read once.
 *
 * @returns a function that gives an empty text where nothing is left, or where nobody can read the style
 */
export function styleFilter(): (style: string) => string {
  const known = new Map<string, string>();
  return (style) => {
    const safe = known.get(style) ?? filtered(style);
    known.set(style, safe);
    return safe;
  };
}

function filtered(style: string): string {
  const kept: string[] = [];
  for (const declaration of declarationsOf(style)) {
    if (declaration.type !== 'decl' || !Object.hasOwn(styles, declaration.prop)) continue;
    const { prop, value, important } = declaration;
    if (styles[prop]!.some((allowed) => allowed.test(value)))
      kept.push(`${prop}:${value}${important ? ' !important' : ''}`);
  }
  return kept.join(';');
}

function declarationsOf(style: string) {
  try {
    const rule = parse(`p {${style}}`, { map: false }).first;
    return rule?.type === 'rule' ? rule.nodes : [];
  } catch {
    return [];
  }
}
