import { COSTS } from './costs.ts';
import { report } from './report.ts';
import { ASSUMED } from './workload.ts';

// npm run model: prints what installations of several sizes need. docs/operate/scaling.md has the same tables, by npm run generate.
console.log(report(ASSUMED, COSTS));
