package io.adxflow.job.cli.parked;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.delivery.ParkedOrders;
import io.adxflow.sinks.delivery.ParkedReport;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.AppendStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job tells of its parked batches, and the orders that it takes, in its storage directory. */
final class ParkedFiles {
    private static final JsonMapper JSON = new JsonMapper();

    private final AppendStore store;

    ParkedFiles(Path data) {
        this.store = AppendStores.open(
                data.resolve("parked").toAbsolutePath().normalize().toUri());
    }

    ParkedOrders orders() {
        return new ParkedOrders(store, System::currentTimeMillis);
    }

    /** A line for each database that has parked batches, or for those that these names choose. */
    List<Entry> report(@Nullable String moniker, @Nullable String database) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : new ParkedReport(store, System::currentTimeMillis).read()) {
            Entry entry = new Entry(JSON.readTree(line));
            if ((moniker == null || moniker.equals(entry.moniker()))
                    && (database == null || database.equals(entry.database()))) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** What one database of a moniker holds. */
    record Entry(JsonNode json) {
        String moniker() {
            return json.path("moniker").asText();
        }

        String database() {
            return json.path("database").asText();
        }

        long number(String name) {
            return json.path(name).asLong();
        }

        /** Whether it is about what waits in the moniker's standby. */
        boolean isStandby() {
            return json.has("standby");
        }

        /** Batches that have failed. */
        long parked() {
            return number("batches") - number("underWay");
        }

        boolean isUndeliverable() {
            return number("undeliverable") > 0;
        }

        String reason() {
            return json.path("reason").asText();
        }
    }
}
