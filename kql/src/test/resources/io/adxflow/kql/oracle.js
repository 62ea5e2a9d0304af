// Asks Microsoft's KQL parser what it thinks of texts. In, on standard input: {"databases": [{"name", "tables": {name: "(a:string, …)"},
// "functions": [{"name", "parameters", "body"}]}], "texts": [KQL]}; the first database is the default one. Out: for each text
// {"problems": [{severity, code, message, start, length}], "results": [{columns: [[name, type]], open}], "failure": text or null}.
'use strict';

// The libraries are scripts for a browser: they look for their parts in the global scope.
globalThis.self = globalThis;
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');

const { KustoCode, GlobalState, Symbols, Syntax } = globalThis.Kusto.Language;

function items(list) {
  return Array.from({ length: list.Count }, (_, i) => list.getItem(i));
}

function results(code) {
  const found = [];
  const statements = code.Syntax.Statements;
  for (let i = 0; statements && i < statements.Count; i++) {
    const statement = statements.getItem(i).Element;
    if (statement instanceof Syntax.ExpressionStatement) {
      const type = statement.Expression.ResultType;
      if (type instanceof Symbols.TableSymbol) {
        found.push({
          columns: items(type.Columns).map((column) => [column.Name, column.Type.Name]), open: type.IsOpen,
        });
      } else {
        found.push({ columns: [['', type ? type.Name : 'none']], open: true });
      }
    }
  }
  return found;
}

function answer(text, globals) {
  try {
    const code = KustoCode.ParseAndAnalyze(text, globals);
    const problems = items(code.GetDiagnostics()).map((one) => ({
      severity: one.Severity, code: one.Code, message: one.Message, start: one.Start, length: one.Length,
    }));
    return { problems, results: results(code), failure: null };
  } catch (failure) {
    return { problems: [], results: [], failure: String(failure && (failure.message || failure)) };
  }
}

function database(entry) {
  const tables = Object.entries(entry.tables)
    .map(([name, columns]) => Symbols.TableSymbol.From(columns).WithName(name));
  const functions = entry.functions.map(
    (one) => new Symbols.FunctionSymbol.$ctor16(one.name, one.parameters, one.body, null));
  return new Symbols.DatabaseSymbol.$ctor3(entry.name, null, tables.concat(functions), false);
}

const request = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const databases = request.databases.map(database);
const cluster = new Symbols.ClusterSymbol.$ctor1('test', databases, false);
const globals = GlobalState.Default.WithCluster(cluster).WithDatabase(databases[0]).WithCache();
process.stdout.write(JSON.stringify(request.texts.map((text) => answer(text, globals))));
