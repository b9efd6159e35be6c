const known: Record<number, string> = {
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10_000: 'macintosh',
  20_866: 'koi8-r',
  65_001: 'utf-8',
};

/** The charset of a code page of Windows; its Western one where it is not known. */
export function charsetOfCodePage(codePage: number): string {
  const name = known[codePage] ?? `windows-${codePage}`;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return 'windows-1252';
  }
}
