// Asks Microsoft's KQL parser what it has against texts. In, on standard input: {"database": name, "tables": {name: "(a:string, …)"},
// "functions": [".create-or-alter function …"], "texts": [KQL]}. Out: for each text [{severity, code, message, start, length}].
'use strict';

// The libraries are scripts for a browser: they look for their parts in the global scope.
globalThis.self = globalThis;
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

const { KustoCode, GlobalState, Symbols, Syntax } = globalThis.Kusto.Language;

function descendants(node) {
  const found = [node];
  for (let i = 0; i < node.ChildCount; i++) {
    const child = node.GetChild(i);
    if (child) {
      found.push(...descendants(child));
    }
  }
  return found;
}

// A function as its command declares it.
function functionSymbol(command) {
  const nodes = descendants(KustoCode.Parse(command).Syntax);
  const at = nodes.findIndex((node) => node instanceof Syntax.FunctionDeclaration);
  if (at < 0) {
    throw new Error(`not a function: ${command}`);
  }
  const name = nodes.slice(0, at).reverse().find((node) => node instanceof Syntax.NameDeclaration);
  const declaration = nodes[at];
  return new Symbols.FunctionSymbol.$ctor16(
    name.toString().trim(), declaration.Parameters.toString(), declaration.Body.toString(), null);
}

function diagnostics(text, globals) {
  const all = KustoCode.ParseAndAnalyze(text, globals).GetDiagnostics();
  return Array.from({ length: all.Count }, (_, i) => all.getItem(i)).map((one) => ({
    severity: one.Severity, code: one.Code, message: one.Message, start: one.Start, length: one.Length,
  }));
}

const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const tables = Object.entries(request.tables)
  .map(([name, columns]) => Symbols.TableSymbol.From(columns).WithName(name));
const members = tables.concat(request.functions.map(functionSymbol));
const globals = GlobalState.Default.WithDatabase(
  new Symbols.DatabaseSymbol.$ctor3(request.database, null, members, false));
process.stdout.write(JSON.stringify(request.texts.map((text) => diagnostics(text, globals))));
