package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.Catalog;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.ingestion.IngestionRequest;
import io.adxflow.emulator.ingestion.IngestionService;
import io.adxflow.emulator.ingestion.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code .ingest [async] into table T (h'url', …) with (…)}: all blobs become one extent, or none does.
 *
 * <p>The name of the table and the mapping are looked at before an operation begins, as the engine does.
 */
final class IngestCommand implements CommandGroup {
    private final Catalog catalog;
    private final IngestionService ingestion;
    private final Operations operations;

    IngestCommand(CommandContext context) {
        catalog = context.catalog();
        ingestion = context.ingestion();
        operations = context.operations();
    }

    @Override
    public @Nullable ResultTable run(String database, TokenReader in) throws KustoException, SQLException {
        boolean async = in.accept("ingest", "async", "into", "table");
        if (!async && !in.accept("ingest", "into", "table")) {
            return null;
        }
        String table = catalog.table(database, in.name()).name();
        List<String> urls = new ArrayList<>();
        if (in.accept("(")) {
            do {
                urls.add(in.string());
            } while (in.accept(","));
            in.expect(")");
        } else {
            urls.add(in.string());
        }
        Map<String, String> properties = Properties.with(in);
        List<IngestionRequest> requests = new ArrayList<>();
        for (String url : urls) {
            requests.add(IngestionRequest.of(UUID.randomUUID().toString(), database, table, url, null, properties));
        }
        UUID operation = operations.begin(database);
        CompletableFuture<Verdict> verdict = ingestion
                .ingest(requests)
                .whenComplete((told, failure) -> operations.end(operation, told, loaded(operation, urls, told)));
        if (async) {
            return ResultTable.of(List.of("OperationId:guid"), List.of(ResultTable.row(operation.toString())));
        }
        Verdict told = verdict.join();
        if (told.failure() != null) {
            throw told.failure();
        }
        return loaded(operation, urls, told);
    }

    private static ResultTable loaded(UUID operation, List<String> urls, Verdict verdict) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        boolean skipped = verdict.status() == Verdict.Status.Skipped;
        for (String url : urls) {
            rows.add(ResultTable.row(
                    skipped ? new UUID(0, 0).toString() : verdict.operationId().toString(),
                    url.replaceFirst("\\?.*", ""),
                    "00:00:00",
                    verdict.failure() != null,
                    operation.toString()));
        }
        return ResultTable.of(
                List.of("ExtentId:guid", "ItemLoaded", "Duration:timespan", "HasErrors:bool", "OperationId:guid"),
                rows);
    }
}
