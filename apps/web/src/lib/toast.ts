import { explain } from './errors.ts';

interface ToastOptions {
  description?: string;
  action?: { label: string; onClick: () => void };
}

/** A short message at the foot of the page. What shows it is loaded with the first. */
export async function say(text: string, options?: ToastOptions): Promise<void> {
  const { toast } = await import('sonner');
  toast(text, options);
}

/** Something did not work, and why. */
export async function sayProblem(text: string, error?: unknown): Promise<void> {
  const { toast } = await import('sonner');
  toast.error(text, error === undefined ? {} : { description: typeof error === 'string' ? error : explain(error) });
}
