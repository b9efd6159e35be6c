import { ApiError, ErrorBody, attachments, type Attachment } from '@switchboard/contracts';
import { config } from './config.ts';
import { accessToken } from './session.ts';

/** What the API takes at most. */
export const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;

/**
 * Uploads one file. With XMLHttpRequest, as fetch does not tell how far it has come.
 *
 * @param onProgress hears the share that has gone out, 0 to 1
 * @throws ApiError when the API refuses it, TypeError when it cannot be reached
 */
export async function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  const token = await accessToken();
  const body = new FormData();
  body.set('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(attachments.upload.method, `${config().apiUrl}${attachments.upload.path}`);
    request.setRequestHeader('authorization', `Bearer ${token ?? ''}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      const answer: unknown = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) {
        const attachment = attachments.upload.response?.safeParse(answer);
        if (attachment?.success) resolve(attachment.data);
        else reject(new ApiError(request.status, null, null));
        return;
      }
      reject(new ApiError(request.status, ErrorBody.safeParse(answer).data?.error ?? null, null));
    });
    request.addEventListener('error', () => reject(new TypeError('The upload broke off')));
    signal.addEventListener('abort', () => {
      request.abort();
      reject(new DOMException('The upload was cancelled', 'AbortError'));
    });
    request.send(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
