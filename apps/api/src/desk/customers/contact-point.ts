import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

export type ContactKind = 'email' | 'phone' | 'handle';

/**
 * The one place where addresses and numbers get their stored form: e-mail in lower case, phones in E.164.
 * Numbers that providers send with a country code but without `+` are understood.
 *
 * @returns null when it is neither an address nor a number.
 */
export function normaliseContactPoint(kind: ContactKind, value: string, defaultCountry: string): string | null {
  const text = value.trim();
  if (kind === 'email') {
    const address = text.replace(/^mailto:/i, '').toLowerCase();
    return /^[^\s@<>"]+@[^\s@<>"]+$/.test(address) && address.length <= 320 ? address : null;
  }
  if (kind === 'phone') return normalisePhone(text, defaultCountry as CountryCode);
  return text === '' ? null : text;
}

function normalisePhone(text: string, country: CountryCode): string | null {
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length < 5 || digits.length > 20) return null;
  const asWritten = parsePhoneNumberFromString(text, country);
  if (asWritten?.isPossible()) return asWritten.number;
  const withCode = parsePhoneNumberFromString(`+${digits}`);
  return withCode?.isPossible() ? withCode.number : null;
}
