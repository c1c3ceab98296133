import { createRoot } from 'react-dom/client';
import { App } from '../app/app.tsx';
import '../app/styles.css';
import { applyTheme } from '../app/theme.ts';
import { fakeParley } from './fake-parley.ts';

// What follows `#` is the address inside the app: /dev/preview.html#/?panel=settings
applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('preview.html has no #root');
const signedIn = location.hash !== '#/welcome';
history.replaceState(null, '', location.hash.slice(1) || '/');
createRoot(root).render(<App parley={fakeParley(signedIn)} />);
