import { expect, test } from 'bun:test';
import { deviceName } from './device.ts';

test('names the browser and the system', () => {
  const chromeOnAndroid =
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';
  expect(deviceName(chromeOnAndroid)).toBe('Chrome, Android');
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0')).toBe('Firefox, Linux');
  expect(deviceName('something else')).toBe('Browser');
});
