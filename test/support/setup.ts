import 'reflect-metadata';

// The AWS SDK warns of the end of Node 20 at every start.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
