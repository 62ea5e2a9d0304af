package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.FailureKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes the tables and mappings of a group of requests in one database, in two commands where the engine lets us.
 *
 * <p>Tables: {@code .create-merge tables} takes all of them as "a single bulk operation" and needs no more rights than one table does
 * (<a href="https://learn.microsoft.com/kusto/management/create-merge-tables-command">.create-merge tables command</a>). When one
 * table is refused none is made, so a refused group is halved until those that are to blame stand alone.
 *
 * <p>Mappings: there is no command for several of them, so they go in an
 * <a href="https://learn.microsoft.com/kusto/management/execute-database-script">.execute database script</a>, which reports on
 * each, but needs a database admin. Who is none has them made one by one.
 *
 * <p>Thread-safe.
 */
final class TableCommands {
    private static final int MAX_DATABASES = 1_000;

    private final ManagementCommands commands;
    private final boolean createTables;

    /** Databases in which scripts are refused. */
    private final LruMap<String, Boolean> withoutScripts = new LruMap<>(MAX_DATABASES);

    TableCommands(ManagementCommands commands, boolean createTables) {
        this.commands = commands;
        this.createTables = createTables;
    }

    /**
     * Runs what the requests need.
     *
     * @param group of one database, each table once
     * @return the client's exception for each request that failed
     */
    Map<TableRequest, Exception> run(String database, List<TableRequest> group) {
        Map<TableRequest, Exception> failures = new LinkedHashMap<>();
        if (createTables) {
            createMerge(database, group, failures);
        }
        List<TableRequest> made =
                group.stream().filter(request -> !failures.containsKey(request)).toList();
        if (made.size() > 1 && mayScript(database)) {
            made = mapByScript(database, made, failures);
        }
        mapOneByOne(database, made, failures);
        return failures;
    }

    /** {@code .create-merge table(s)} for one or more tables. */
    static String createMergeCommand(List<TableRequest> group) {
        String tables = group.stream()
                .map(request -> KqlText.identifier(request.table()) + " (" + columns(request.schema()) + ")")
                .collect(Collectors.joining(",\n"));
        return group.size() == 1 ? ".create-merge table " + tables : ".create-merge tables\n" + tables;
    }

    /** <a href="https://learn.microsoft.com/kusto/management/create-or-alter-ingestion-mapping-command">The command</a> for a table's mapping. */
    static String mappingCommand(TableRequest request) {
        return ".create-or-alter table " + KqlText.identifier(request.table()) + " ingestion csv mapping "
                + KqlText.string(IngestionMapping.name(request.table(), request.schema())) + " "
                + KqlText.singleQuoted(IngestionMapping.json(request.schema()));
    }

    /** Each command on a line of its own; goes on after a refused one, as each table stands for itself. */
    static String mappingScript(List<TableRequest> group) {
        return group.stream()
                .map(TableCommands::mappingCommand)
                .collect(Collectors.joining("\n", ".execute database script with (ContinueOnErrors=true) <|\n", "\n"));
    }

    private static String columns(TableSchema schema) {
        return schema.columns().stream()
                .map(column -> KqlText.identifier(column.name()) + ":" + column.type())
                .collect(Collectors.joining(", "));
    }

    private void createMerge(String database, List<TableRequest> group, Map<TableRequest, Exception> failures) {
        try {
            commands.run(database, createMergeCommand(group));
        } catch (Exception e) {
            boolean oneIsToBlame = Refusals.kind(e) == FailureKind.PERMANENT;
            if (group.size() == 1 || !oneIsToBlame) {
                group.forEach(request -> failures.put(request, e));
                return;
            }
            int half = group.size() / 2;
            createMerge(database, group.subList(0, half), failures);
            createMerge(database, group.subList(half, group.size()), failures);
        }
    }

    /** Returns those of which the script does not say that they are done. */
    private List<TableRequest> mapByScript(
            String database, List<TableRequest> group, Map<TableRequest, Exception> failures) {
        List<Map<String, Object>> results;
        try {
            results = commands.run(database, mappingScript(group));
        } catch (Exception e) {
            if (Refusals.kind(e) == FailureKind.TRANSIENT) {
                group.forEach(request -> failures.put(request, e));
                return List.of();
            }
            forbidScripts(database);
            return group;
        }
        if (results.size() != group.size()) {
            return group;
        }
        List<TableRequest> undone = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            if (!"Completed".equals(results.get(i).get("Result"))) {
                undone.add(group.get(i));
            }
        }
        return undone;
    }

    private void mapOneByOne(String database, List<TableRequest> group, Map<TableRequest, Exception> failures) {
        Exception away = null;
        for (TableRequest request : group) {
            if (away != null) {
                failures.put(request, away);
                continue;
            }
            try {
                commands.run(database, mappingCommand(request));
            } catch (Exception e) {
                failures.put(request, e);
                // An engine that is away is not asked again for each of the others.
                away = Refusals.kind(e) == FailureKind.PERMANENT ? null : e;
            }
        }
    }

    private synchronized boolean mayScript(String database) {
        return !withoutScripts.containsKey(database);
    }

    private synchronized void forbidScripts(String database) {
        withoutScripts.put(database, true);
    }
}
