import { config } from './config.ts';

/** An address the API answered, absolute or relative to itself, as the browser can load it. */
export const apiAddress = (url: string): string => new URL(url, `${config().apiUrl}/`).href;

export const apiOrigin = (): string => new URL(config().apiUrl).origin;
