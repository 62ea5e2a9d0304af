"""Asks the cluster at argv[1] with azure-kusto-data; one line of JSON for each thing that was asked."""
import json
import sys
from datetime import timedelta

from azure.kusto.data import ClientRequestProperties, KustoClient, KustoConnectionStringBuilder
from azure.kusto.data.exceptions import KustoError

client = KustoClient(KustoConnectionStringBuilder(sys.argv[1]))


def tell(what):
    print(json.dumps(what, default=str))


query = "AllTypes | order by B desc"
whole = client.execute_query("Metrics", query).primary_results[0].rows
streamed = next(client.execute_streaming_query("Metrics", query).iter_primary_results())
for rows in (whole, streamed):
    tell([[row[i] for i in range(10)] for row in rows])
tell([row["DatabaseName"] for row in client.execute("Metrics", ".show databases").primary_results[0]])
schema = json.loads(client.execute("Metrics", ".show database Metrics schema as json").primary_results[0][0][0])
tell(sorted(schema["Databases"]["Metrics"]["Tables"]))
properties = ClientRequestProperties()
properties.set_parameter("least", 1.0)
properties.set_option(ClientRequestProperties.request_timeout_option_name, timedelta(seconds=30))
query = "declare query_parameters(least:real); NodeLoad1 | where Value > least | count"
tell(client.execute("Metrics", query, properties).primary_results[0][0][0])
try:
    client.execute("Metrics", "NodeLoad1 | where Valu > 1")
except KustoError as refused:
    tell("[line:position=1:" in str(refused) and "Valu" in str(refused))
