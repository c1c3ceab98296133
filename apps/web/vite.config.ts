import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { budget } from './build/budget.ts';
import { manifest } from './build/manifest.ts';
import { precompress } from './build/precompress.ts';

/** Where `npm run dev` finds a running server. */
const server = process.env['PARLEY_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'sw',
      filename: 'service-worker.ts',
      // The page registers the worker itself: an injected inline script would break the content security policy.
      injectRegister: false,
      manifest,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'] },
    }),
    budget({ screens: ['/app/shell.tsx', '/features/welcome/welcome-screen.tsx'], maxKilobytes: 200 }),
    precompress(),
  ],
  build: { target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 600 },
  server: {
    proxy: { '/api': server, '/.well-known': server, '/ws': { target: server.replace(/^http/, 'ws'), ws: true } },
  },
});
