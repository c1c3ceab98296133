import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectOptions } from '@parley/kernel/config';
import { optionOwners } from '../../apps/server/cli/effective-config.ts';
import { modules } from '../../apps/server/targets.ts';

// No containers run where the tests do: what a file can say about itself is checked here, and docs/operate/cluster.md says what is not.

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const root = join(import.meta.dir, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { services, volumes } = Bun.YAML.parse(read('compose.yaml')) as {
  services: Readonly<Record<string, Service>>;
  volumes: Readonly<Record<string, unknown>>;
};
const settingsOf = ({ environment = {} }: Service): [string, string][] =>
  Object.entries(environment).flatMap(([name, value]) => (name.startsWith('PARLEY_') ? [[name, String(value)]] : []));
const ours = Object.entries(services).filter(([, service]) => settingsOf(service).length > 0);
const isOption = (name: string): boolean => options.has(name);
const options = collectOptions(optionOwners);

describe('compose.yaml', () => {
  test('runs every target, each once', () => {
    const run = ours.map(([, { environment }]) => String(environment?.['PARLEY_TARGET']));
    expect(run.sort()).toEqual(
      modules
        .filter(({ target }) => target)
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('sets nothing that the program doesn’t know', () => {
    const unknown = ours.flatMap(([, service]) => settingsOf(service).map(([name]) => name)).filter((name) => !isOption(name));
    expect([...new Set(unknown)]).toEqual([]);
  });

  test('gives services the names and ports that others look for', () => {
    const listening = new Set(
      ours.flatMap(([name, { environment }]) => [
        `http://${name}:${environment?.['PARLEY_PORT']}`,
        `http://${name}:${environment?.['PARLEY_INTERNAL_PORT']}`,
      ]),
    );
    const wanted = [...options.values()]
      .filter(({ env }) => modules.some(({ name, target }) => target && env === `PARLEY_${name.toUpperCase()}_URL`))
      .flatMap((option) => (Array.isArray(option.default) ? option.default.map(String) : []));
    expect(wanted.length).toBeGreaterThan(3);
    expect(wanted.filter((url) => !listening.has(url))).toEqual([]);
  });

  test('pins every image to a version, and mounts only what is there', () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
    for (const mount of Object.values(services).flatMap((service) => service.volumes ?? [])) {
      const [source = ''] = mount.split(':');
      expect([source, source.startsWith('./') ? existsSync(join(root, source)) : source in volumes]).toEqual([source, true]);
    }
    for (const service of Object.values(services)) {
      for (const name of Object.keys(service.depends_on ?? {})) expect(services).toHaveProperty(name);
    }
  });

  test('asks for each secret that it needs, and the example names them all', () => {
    const asked = [...read('compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name ?? '');
    const offered = [...read('deploy/docker/env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name ?? '');
    expect(asked.filter((name) => !offered.includes(name))).toEqual([]);
    // What is secret comes from outside, whole or in part.
    for (const [name, value] of ours.flatMap(([, service]) => settingsOf(service))) {
      if (options.get(name)?.secret === true && name !== 'PARLEY_S3_ACCESS_KEY_ID')
        expect([name, value]).toEqual([name, expect.stringContaining('${')]);
    }
  });
});

test('the Dockerfile starts from pinned images and runs as nobody in particular', () => {
  const text = read('deploy/docker/Dockerfile');
  const images = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image ?? '');
  expect(images).toHaveLength(2);
  for (const image of images) expect(image).toMatch(/:\d+\.\d+/);
  expect(text).toMatch(/^USER parley$/m);
  expect(text).toMatch(/^HEALTHCHECK /m);
});
