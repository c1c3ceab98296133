import type { ManifestOptions } from 'vite-plugin-pwa';

/** The web app manifest: what makes Parley installable. Colours are those of `app/styles.css`. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Parley',
  short_name: 'Parley',
  description: 'Private, self-hosted messaging that works without a network.',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#faf7f5',
  theme_color: '#faf7f5',
  categories: ['social', 'communication'],
  icons: [
    { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  shortcuts: [{ name: 'New chat', url: '/?panel=new-chat' }],
};
