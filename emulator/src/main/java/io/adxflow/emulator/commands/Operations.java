package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.engine.Timespan;
import io.adxflow.emulator.ingestion.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operations that {@code .show operations} tells of, the newest thousands of them. They are gone after a restart, as those
 * of an engine node that fell may be.
 *
 * <p>Threads: any.
 */
public final class Operations {
    private static final int REMEMBERED = 20_000;

    private final Clock clock;
    private final Map<UUID, Operation> operations = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Operation> eldest) {
            return size() > REMEMBERED;
        }
    };

    public Operations(Clock clock) {
        this.clock = clock;
    }

    private record Operation(
            UUID id,
            String database,
            Instant started,
            Instant updated,
            String state,
            String status,
            boolean shouldRetry,
            @Nullable ResultTable details) {}

    synchronized UUID begin(String database) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        operations.put(id, new Operation(id, database, now, now, "InProgress", "", false, null));
        return id;
    }

    /** {@code Completed} also when the tag was there: nothing was left to do. */
    synchronized void end(UUID id, Verdict verdict, ResultTable details) {
        Operation begun = operations.get(id);
        if (begun == null) {
            return;
        }
        KustoException failure = verdict.failure();
        operations.put(
                id,
                new Operation(
                        id,
                        begun.database(),
                        begun.started(),
                        clock.instant(),
                        failure == null ? "Completed" : "Failed",
                        failure == null ? "" : failure.code() + ": " + failure.getMessage(),
                        failure != null && !failure.permanent(),
                        details));
    }

    /** @param ids null shows all */
    synchronized ResultTable show(@Nullable List<String> ids) throws KustoException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (ids == null) {
            operations.values().forEach(operation -> rows.add(row(operation)));
        } else {
            for (String id : ids) {
                Operation operation = operations.get(uuid(id));
                if (operation != null) {
                    rows.add(row(operation));
                }
            }
        }
        return ResultTable.of(
                List.of(
                        "OperationId:guid",
                        "Operation",
                        "NodeId",
                        "StartedOn:datetime",
                        "LastUpdatedOn:datetime",
                        "Duration:timespan",
                        "State",
                        "Status",
                        "RootActivityId:guid",
                        "ShouldRetry:bool",
                        "Database"),
                rows);
    }

    private static List<@Nullable Object> row(Operation operation) {
        return ResultTable.row(
                operation.id().toString(),
                "DataIngestPull",
                "",
                operation.started().toString(),
                operation.updated().toString(),
                Timespan.print(Duration.between(operation.started(), operation.updated())),
                operation.state(),
                operation.status(),
                new UUID(0, 0).toString(),
                operation.shouldRetry(),
                operation.database());
    }

    synchronized ResultTable details(String id) throws KustoException {
        Operation operation = operations.get(uuid(id));
        if (operation == null || operation.details() == null) {
            throw KustoException.notFound("Operation", id);
        }
        return operation.details();
    }

    private static UUID uuid(String text) throws KustoException {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw KustoException.syntax("'" + text + "' is no operation's id");
        }
    }
}
