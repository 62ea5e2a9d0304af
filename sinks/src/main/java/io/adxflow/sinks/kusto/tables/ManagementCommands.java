package io.adxflow.sinks.kusto.tables;

import java.util.List;
import java.util.Map;

/** Runs management commands on one cluster's engine. Thread-safe; calls block. */
public interface ManagementCommands {

    /**
     * Runs one command.
     *
     * @param database the database it runs in
     * @param command KQL beginning with a dot; every name in it quoted already
     * @return the primary result, a map from column to value per row
     * @throws Exception of the Kusto client, as it came: whoever called classifies it
     */
    List<Map<String, Object>> run(String database, String command) throws Exception;
}
