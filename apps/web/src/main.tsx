import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Startless } from './components/startless.tsx';
import { loadConfig } from './lib/config.ts';
import { queryClient } from './lib/query-client.ts';
import { router } from './router.tsx';
import './styles.css';

const root = createRoot(document.getElementById('root') ?? document.body);

try {
  await loadConfig();
  root.render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
} catch (error) {
  root.render(<Startless error={error} />);
}
