// Asks the cluster at argv[2] with azure-kusto-data; one line of JSON for each thing that was asked.
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { Client, ClientRequestProperties, KustoConnectionStringBuilder } = await import(
  require.resolve("azure-kusto-data").replace(/^/, "file://")
);
const client = new Client(new KustoConnectionStringBuilder(process.argv[2]));
const tell = (what) => console.log(JSON.stringify(what));

for (const execute of ["executeQuery", "executeQueryV1"]) {
  const answer = await client[execute]("Metrics", "AllTypes | order by B desc");
  tell([...answer.primaryResults[0].rows()].map((row) => [...row.values()]));
}
const databases = await client.execute("Metrics", ".show databases");
tell([...databases.primaryResults[0].rows()].map((row) => row.DatabaseName));
const shown = await client.execute("Metrics", ".show database Metrics schema as json");
const schema = JSON.parse([...shown.primaryResults[0].rows()][0].DatabaseSchema);
tell(Object.keys(schema.Databases.Metrics.Tables).sort());
const properties = new ClientRequestProperties();
properties.setParameter("least", 1.0);
properties.setTimeout(30000);
const query = "declare query_parameters(least:real); NodeLoad1 | where Value > least | count";
const counted = await client.execute("Metrics", query, properties);
tell([...counted.primaryResults[0].rows()][0].Count);
try {
  await client.execute("Metrics", "NodeLoad1 | where Valu > 1");
} catch (refused) {
  const told = JSON.stringify(refused.response?.data ?? refused.message);
  tell(told.includes("[line:position=1:") && told.includes("Valu"));
}
