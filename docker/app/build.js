import { buildApp } from '../../lib/launch/build.js';
import { prepareCheckout } from '../../lib/launch/checkout.js';
import { createReport } from '../../lib/launch/report.js';
import { root } from '../../lib/launch/settings.js';

/** The steps of `npm start` that an image holds: packages, generated client, built app. */
const report = createReport();
await prepareCheckout(root, report);
await report.step('Build the app', () => buildApp(root, process.env));
