package io.adxflow.job.kusto;

import java.nio.file.Path;

/** Which committed tables are queried, asked anew for each query. Threads: any. */
public interface ServedTables {
    /**
     * The tables as they are now.
     *
     * @throws IllegalArgumentException when there are none to be queried; the message is for who asks
     * @throws java.io.UncheckedIOException when they cannot be told now
     */
    Place place();

    /**
     * A folder of tables.
     *
     * @param folder of a {@code directory} destination
     * @param defaultDatabase the one that clients mean when they name none
     */
    record Place(Path folder, String defaultDatabase) {}
}
