import { join } from 'node:path';
import { blobPort } from '@parley/blob/blob';
import { folderBlobs } from '@parley/blob/folder-blobs';
import { defineModule } from '@parley/kernel/module';
import { dataDirOption } from '@parley/kernel/shared-options';

/** Files, in the data folder. */
export const blobModule = defineModule({
  name: 'blob',
  summary: 'files, in the data folder',
  target: false,
  provides: blobPort,
  needs: {},
  calls: {},
  options: { dataDir: dataDirOption },
  async init({ config, ids }) {
    return { value: await folderBlobs(join(config.dataDir, 'blobs'), ids) };
  },
});
