import { createRoot } from 'react-dom/client';
import { App } from '../app/app.tsx';
import '../app/styles.css';
import { applyTheme } from '../app/theme.ts';
import { fakeParley } from './fake-parley.ts';

// `npm run dev -w @parley/web`, then /dev/preview.html: the screens over made-up data, with no server. Not part of the build.
applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('preview.html has no #root');
history.replaceState(null, '', '/');
createRoot(root).render(<App parley={fakeParley()} />);
