import { useEffect, useRef, useState } from 'react';
import { MAX_UPLOAD_BYTES, uploadFile } from '../../../lib/upload.ts';
import { uuid } from '../../../lib/uuid.ts';
import { sayProblem } from '../../../lib/toast.ts';

export interface Upload {
  key: string;
  filename: string;
  size: number | null;
  /** Share that has gone out, 0 to 1. */
  progress: number;
  /** Set once the server has it. */
  id: string | null;
}

const MOST_FILES = 20;

/** Files on their way to be attached. By WhatsApp each goes in a message of its own. */
export function useUploads() {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const controllers = running.current;
    return () => controllers.forEach((controller) => controller.abort());
  }, []);

  const patch = (key: string, change: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  const remove = (key: string) => {
    running.current.get(key)?.abort();
    running.current.delete(key);
    setUploads((all) => all.filter((upload) => upload.key !== key));
  };

  const start = async (file: File) => {
    const key = uuid();
    const controller = new AbortController();
    running.current.set(key, controller);
    setUploads((all) => [...all, { key, filename: file.name, size: file.size, progress: 0, id: null }]);
    try {
      const { id } = await uploadFile(file, (progress) => patch(key, { progress }), controller.signal);
      patch(key, { id, progress: 1 });
    } catch (error) {
      if (!controller.signal.aborted) sayProblem(`“${file.name}” was not attached.`, error);
      remove(key);
    }
  };

  const add = (files: Iterable<File>) => {
    let room = MOST_FILES - uploads.length;
    for (const file of files) {
      if (room <= 0) {
        sayProblem(`At most ${MOST_FILES} files go with one reply.`);
        return;
      }
      if (file.size > MAX_UPLOAD_BYTES) {
        sayProblem(`“${file.name}” is larger than 25 MB.`, 'Share a link to it instead.');
        continue;
      }
      room -= 1;
      void start(file);
    }
  };

  /** Takes up files that were uploaded before: those of a reply that came back. */
  const adopt = (files: readonly { id: string; filename: string }[]) =>
    setUploads(files.map(({ id, filename }) => ({ key: id, id, filename, size: null, progress: 1 })));

  return { uploads, add, remove, adopt, clear: () => setUploads([]), isBusy: uploads.some(({ id }) => id === null) };
}
