import { z } from 'zod';

const Config = z.object({
  apiUrl: z.string().min(1),
  supabaseUrl: z.string().min(1),
  supabaseAnonKey: z.string(),
  googleSignIn: z.boolean().optional(),
});
export type Config = z.infer<typeof Config>;

let loaded: Config | null = null;

/** Reads `/config.json`, which whoever serves the build writes: one build runs everywhere. */
export async function loadConfig(): Promise<void> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  const parsed = Config.parse(await response.json());
  loaded = { ...parsed, apiUrl: parsed.apiUrl.replace(/\/$/, ''), supabaseUrl: parsed.supabaseUrl.replace(/\/$/, '') };
}

export function config(): Config {
  if (!loaded) throw new Error('The configuration is read before anything else');
  return loaded;
}
