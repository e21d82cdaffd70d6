import { run } from './start/run.js';

// The AWS SDK would say at every start that it prefers a newer Node than this package supports.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

process.exit(await run());
