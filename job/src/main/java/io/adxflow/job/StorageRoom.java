package io.adxflow.job;

import io.adxflow.job.rows.DatabaseRoom;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Room for databases by what their undelivered batches hold already. */
record StorageRoom(StorageSettings storage) implements DatabaseRoom {
    @Override
    public @Nullable String refusal(Collection<String> monikers, String database) {
        for (String moniker : monikers) {
            String reason = StorageBudget.of(storage).overload(moniker, database, storage);
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }
}
