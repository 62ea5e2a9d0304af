package io.adxflow.sinks.kusto;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.cluster.KustoFailure;
import io.adxflow.sinks.kusto.cluster.Step;
import io.adxflow.sinks.kusto.settings.KustoSettings;
import io.adxflow.sinks.kusto.tables.ManagementCommands;

/** Tables as the provisioner makes them. */
final class ProvisionedTables implements TableSetup {
    private ProvisionedTables() {}

    static TableSetup of(ManagementCommands engine, KustoSettings settings) {
        return new ProvisionedTables();
    }

    static KustoFailure unwrapped(Step step, Exception e) {
        return Failures.of(step, e);
    }

    @Override
    public void ensure(String database, String table, TableSchema schema) {}

    @Override
    public String mapping(String table, TableSchema schema) {
        return "";
    }

    @Override
    public void close() {}
}
