import { createParley } from '@parley/client/parley';
import { indexedDbStore } from '@parley/client/store/indexeddb';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { deviceName } from './device.ts';
import { followOtherTabs } from './preferences.ts';
import './styles.css';
import { applyTheme } from './theme.ts';

applyTheme();
followOtherTabs();

const parley = createParley({
  baseUrl: location.origin,
  storage: indexedDbStore('parley'),
  device: { name: deviceName(navigator.userAgent), platform: 'web' },
});
void parley.start();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App parley={parley} />);
