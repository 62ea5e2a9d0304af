// Microsoft's KQL parser, one request a line: {"text": KQL, "database": name, "tables": {name: "(a:string, …)"}, "functions": [...]}
// in, a JSON array of {severity, code, message, start, length} out.
'use strict';

const readline = require('readline');

// The libraries are scripts for a browser: they look for their parts in the global scope.
globalThis.self = globalThis;
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

console.error(Object.keys(globalThis).join(' '));
