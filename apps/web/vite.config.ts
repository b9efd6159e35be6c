import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Answers `/config.json` while developing; in production the server that serves the build does. */
function runtimeConfig(): Plugin {
  const { API_PORT = '3002', SUPABASE_PORT = '54321', SUPABASE_ANON_KEY = '' } = process.env;
  const config = {
    apiUrl: process.env['API_URL'] ?? `http://127.0.0.1:${API_PORT}`,
    supabaseUrl: process.env['SUPABASE_URL'] ?? `http://127.0.0.1:${SUPABASE_PORT}`,
    supabaseAnonKey: SUPABASE_ANON_KEY,
  };
  return {
    name: 'runtime-config',
    configureServer(server) {
      server.middlewares.use('/config.json', (_request, response) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(config));
      });
    },
  };
}

/** Fetches the font beside the scripts instead of after the styles. */
function preloadFont(): Plugin {
  return {
    name: 'preload-font',
    transformIndexHtml: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => file.endsWith('.woff2'))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}`, crossorigin: 'anonymous' },
          injectTo: 'head' as const,
        })),
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), runtimeConfig(), preloadFont()],
  server: { port: Number(process.env['WEB_PORT'] ?? 8080), strictPort: true },
  build: {
    target: 'es2023',
    reportCompressedSize: false,
    assetsInlineLimit: 1024,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What the first page needs comes in one piece: many small ones compress badly and wait for each other.
        codeSplitting: { groups: [{ name: 'base', tags: ['$initial'] }] },
      },
    },
  },
});
