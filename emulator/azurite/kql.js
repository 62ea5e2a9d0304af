// Microsoft's KQL parser. One request in each line of standard input:
//   {"kql": "…", "database": "db", "tables": {"T": "(a:string, b:long)"}, "functions": [{"name", "parameters", "body"}]}
// and one answer in each line of standard output: [{"severity", "code", "message", "start", "length"}].
// Without tables and functions the text is only parsed; with them its names are resolved as well.
'use strict';

const readline = require('readline');

// The libraries are scripts for a browser: they look for their parts in the global scope.
globalThis.self = globalThis;
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

const { GlobalState, KustoCode } = globalThis.Kusto.Language;
const { TableSymbol, FunctionSymbol, DatabaseSymbol } = globalThis.Kusto.Language.Symbols;
// The overload (name, parameterList, body, description), texts all of them.
const functionOfTexts = FunctionSymbol.$ctor16;

function globals(request) {
  const members = [
    ...Object.entries(request.tables || {}).map(([name, schema]) => TableSymbol.From(schema).WithName(name)),
    ...(request.functions || []).map((f) => new functionOfTexts(f.name, f.parameters, f.body, '')),
  ];
  return GlobalState.Default.WithDatabase(new DatabaseSymbol.ctor(request.database || 'db', members));
}

function diagnostics(request) {
  const code =
    request.tables || request.functions
      ? KustoCode.ParseAndAnalyze(request.kql, globals(request))
      : KustoCode.Parse(request.kql);
  const found = code.GetDiagnostics();
  const result = [];
  for (let i = 0; i < found.Count; i++) {
    const one = found.getItem(i);
    result.push({
      severity: one.Severity,
      code: one.Code,
      message: one.Message,
      start: one.Start,
      length: one.Length,
    });
  }
  return result;
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(JSON.stringify(diagnostics(JSON.parse(line))) + '\n');
});
