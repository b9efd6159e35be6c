import { ApiError, ErrorBody, pathOf, type CallInput, type Endpoint } from '@switchboard/contracts';
import { config } from './config.ts';
import { accessToken } from './session.ts';

/**
 * Fetches a file that needs the session's token, whole.
 *
 * @throws ApiError when the API refuses it, TypeError when it cannot be reached
 */
export async function fetchFile<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<Blob> {
  const token = await accessToken();
  const response = await fetch(config().apiUrl + pathOf(endpoint, input), {
    headers: { authorization: `Bearer ${token ?? ''}` },
  });
  if (!response.ok) {
    const body = ErrorBody.safeParse(await response.json().catch(() => null));
    throw new ApiError(response.status, body.data?.error ?? null, null);
  }
  return response.blob();
}

/** Hands a file to the browser's downloads. */
export function handOut(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Fetches a file that needs the session's token and hands it out. @throws as {@link fetchFile} */
export async function saveFile<E extends Endpoint>(endpoint: E, input: CallInput<E>, name: string): Promise<void> {
  handOut(await fetchFile(endpoint, input), name);
}
