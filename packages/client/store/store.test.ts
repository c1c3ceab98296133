import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { indexedDbStore } from './indexeddb.ts';
import { memoryStore } from './memory.ts';
import { storeConformance } from './store-conformance.ts';

storeConformance('memory', () => memoryStore());

let databases = 0;
storeConformance('indexeddb', () => indexedDbStore(`conformance-${databases++}`, { indexedDB: new IDBFactory(), IDBKeyRange }));
