package io.adxflow.sinks.kusto.cluster;

import com.azure.core.credential.TokenCredential;
import com.microsoft.azure.kusto.data.Client;
import com.microsoft.azure.kusto.data.ClientFactory;
import com.microsoft.azure.kusto.data.ClientRequestProperties;
import com.microsoft.azure.kusto.data.KustoOperationResult;
import com.microsoft.azure.kusto.data.KustoResultColumn;
import com.microsoft.azure.kusto.data.KustoResultSetTable;
import com.microsoft.azure.kusto.data.auth.ConnectionStringBuilder;
import io.adxflow.sinks.azure.AzureHttp;
import io.adxflow.sinks.azure.Calls;
import io.adxflow.sinks.kusto.tables.ManagementCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of a cluster's two services, the engine or the data management service, through Microsoft's client. Thread-safe. */
public final class KustoService implements ManagementCommands {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Client client;

    /** @param credential null for a service on localhost that asks for none */
    public KustoService(String endpoint, @Nullable TokenCredential credential, AzureHttp http) throws Exception {
        ConnectionStringBuilder connection = credential == null
                ? new ConnectionStringBuilder(plainLocalhost(endpoint))
                : ConnectionStringBuilder.createWithTokenCredential(endpoint, credential);
        connection.setApplicationNameForTracing("adxflow");
        client = ClientFactory.createClient(connection, http);
    }

    /** The one name for this host with which the client does not ask for a token. */
    private static String plainLocalhost(String endpoint) {
        return endpoint.replaceFirst("^http://(127\\.0\\.0\\.1|\\[::1])", "http://localhost");
    }

    @Override
    public List<Map<String, Object>> run(String database, String command) throws Exception {
        ClientRequestProperties properties = new ClientRequestProperties();
        properties.setTimeoutInMilliSec(TIMEOUT.toMillis());
        KustoOperationResult result = Calls.await(client.executeMgmtAsync(database, command, properties), TIMEOUT);
        List<Map<String, Object>> rows = new ArrayList<>();
        KustoResultSetTable table = result == null ? null : result.getPrimaryResults();
        if (table == null) {
            return rows;
        }
        KustoResultColumn[] columns = table.getColumns();
        while (table.next()) {
            Map<String, Object> row = new LinkedHashMap<>();
            List<Object> cells = table.getCurrentRow();
            for (int i = 0; i < columns.length && i < cells.size(); i++) {
                row.put(columns[i].getColumnName(), cells.get(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
