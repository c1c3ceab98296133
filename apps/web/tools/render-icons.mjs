// Renders the PNG icons from public/icon.svg; run it after the logo changes and commit the results:
//   node apps/web/tools/render-icons.mjs
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const folder = fileURLToPath(new URL('../public/', import.meta.url));
const svg = await readFile(`${folder}icon.svg`, 'utf8');
const square = svg.replace(/ rx="16"/, '');

/** A maskable icon keeps its content in the inner 80 %, so the mark shrinks inside a full square. */
const maskable = square.replace(/(<path.*)(<\/svg>)/, '<g transform="translate(7 7) scale(.78)">$1</g>$2');

const icons = [
  ['icon-192.png', svg, 192],
  ['icon-512.png', svg, 512],
  ['icon-maskable-512.png', maskable, 512],
  ['apple-touch-icon.png', square, 180],
];

const browser = await chromium.launch({
  executablePath: process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const [name, markup, size] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${markup}`);
  await page.screenshot({ path: folder + name, omitBackground: true });
  await page.close();
}
await browser.close();
